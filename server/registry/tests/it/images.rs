use model::{ErrorKind, ImageId, NewImage, Status, Visibility};
use registry::{Error, ImageQuery};
use testkit::both_databases;

use crate::helpers::{active, left, raw, setup};

both_databases! {
    async fn a_new_image_is_queued_and_has_no_data(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let images = registry.images(&alice.caller);
        let new = NewImage { tags: vec!["b".into(), "a".into()], ..raw("ubuntu") };
        let image = images.create(&new).await.expect("a new image");
        assert_eq!((image.status, image.size, image.checksum.clone()), (Status::Queued, None, None));
        assert_eq!(image.tags, ["a", "b"]);
        assert_eq!(images.get(image.id).await.expect("is there"), image);
        assert!(images.data(image.id).await.expect("may be asked").is_none());
    }

    async fn another_project_cannot_tell_my_image_from_none(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let bob = fixtures.member("bob").await;
        let mine = registry.images(&alice.caller).create(&raw("mine")).await.expect("a new image").id;
        let none = ImageId::new();
        for id in [mine, none] {
            let bobs = registry.images(&bob.caller);
            assert_eq!(bobs.get(id).await.expect_err("hidden").to_string(), format!("No image found with ID {id}"));
            assert_eq!(bobs.delete(id).await.expect_err("hidden").kind(), ErrorKind::NotFound);
        }
        assert!(registry.images(&alice.caller).get(mine).await.is_ok());
    }

    async fn a_community_image_is_for_who_knows_of_it(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let bob = fixtures.member("bob").await;
        let new = NewImage { visibility: Visibility::Community, ..raw("open") };
        let image = registry.images(&alice.caller).create(&new).await.expect("a new image");
        let bobs = registry.images(&bob.caller);
        assert_eq!(bobs.get(image.id).await.expect("is open").id, image.id);
        assert!(bobs.list(&ImageQuery::default()).await.expect("a list").items.is_empty());
        assert!(matches!(bobs.delete(image.id).await, Err(Error::NotOwner(_))));
    }

    async fn pages_lose_nothing_and_repeat_nothing(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let images = registry.images(&alice.caller);
        let mut made = Vec::new();
        for number in 0..7 {
            made.push(images.create(&raw(&number.to_string())).await.expect("a new image").id);
        }
        let (mut seen, mut query) = (Vec::new(), ImageQuery { limit: Some(3), ..ImageQuery::default() });
        loop {
            let page = images.list(&query).await.expect("a page");
            seen.extend(page.items.iter().map(|image| image.id));
            match page.next {
                Some(next) => query.marker = Some(next.parse().expect("an id")),
                None => break,
            }
        }
        seen.sort();
        made.sort();
        assert_eq!(seen, made);
    }

    async fn an_id_is_never_used_again(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let images = registry.images(&alice.caller);
        let new = NewImage { id: Some(ImageId::new()), ..raw("once") };
        let image = images.create(&new).await.expect("a new image");
        images.delete(image.id).await.expect("goes");
        assert!(matches!(images.create(&new).await, Err(Error::ImageExists(_))));
    }

    async fn a_deleted_image_takes_its_bytes_with_it(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = active(&registry, &alice.caller, b"some data").await;
        assert_eq!(left(&registry, &db).await.len(), 1);
        registry.images(&alice.caller).delete(image.id).await.expect("goes");
        assert_eq!(left(&registry, &db).await, Vec::<std::path::PathBuf>::new());
        assert!(matches!(registry.images(&alice.caller).get(image.id).await, Err(Error::ImageNotFound(_))));
    }

    async fn a_protected_image_stays(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let new = NewImage { protected: true, ..raw("precious") };
        let image = registry.images(&alice.caller).create(&new).await.expect("a new image");
        assert!(matches!(registry.images(&alice.caller).delete(image.id).await, Err(Error::Protected(_))));
        assert!(registry.images(&alice.caller).get(image.id).await.is_ok());
    }

    async fn a_reader_looks_and_changes_nothing(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let project = (alice.caller.project.clone(), alice.caller.project_name.clone());
        let rita = fixtures.user("rita", &project, model::Role::Reader).await;
        let image = active(&registry, &alice.caller, b"data").await;
        let ritas = registry.images(&rita.caller);
        assert!(ritas.get(image.id).await.is_ok());
        for refused in [
            ritas.create(&raw("no")).await.map(drop),
            ritas.delete(image.id).await,
            ritas.data(image.id).await.map(drop),
            registry.uploads(&rita.caller).put(image.id, None, testkit::body(b"no")).await,
        ] {
            assert_eq!(refused.expect_err("refused").kind(), ErrorKind::Forbidden);
        }
    }
}
