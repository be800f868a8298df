//! A list of which the policies refuse most.

use db::query;
use model::{ErrorKind, Image, ImageMarker, Policies};
use registry::ImageQuery;
use testkit::both_databases;

use crate::helpers::{raw, setup};

/// More than are read for one page, all of one moment.
const MANY: &str = "
    insert into image (id, name, status, visibility, owner, protected, hidden, disk_format, container_format, min_disk, min_ram,
        created_at, updated_at, name_folded, metadata_bytes)
    with recursive number (i) as (select 100000000001 union all select i + 1 from number where i < 100000005100)
    select '00000000-0000-4000-8000-' || i, 'refused', 'queued', 'private', $1, false, false, 'iso', 'bare', 0, 0, $2, $2, 'refused', 0
    from number";

fn names(images: &[Image]) -> Vec<String> {
    images.iter().map(Image::title).collect()
}

both_databases! {
    async fn a_page_ends_where_too_many_were_refused_and_the_next_goes_on_behind_them(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let images = registry.images(&alice.caller);
        for name in ["oldest", "older"] {
            images.create(&raw(name)).await.expect("a new image");
        }
        let many = query(MANY).bind(alice.caller.project.as_str()).bind(model::now());
        assert_eq!(db.db.execute(many).await.expect("images"), 5_100);
        images.create(&raw("newest")).await.expect("a new image");
        let rule = ("get_image".to_owned(), "role:reader and not 'iso':%(disk_format)s".to_owned());
        let registry = registry.clone().with_policies(Policies::with([rule]).expect("a rule"));
        let images = registry.images(&alice.caller);

        let mut asked = ImageQuery { limit: Some(10), ..ImageQuery::default() };
        let page = images.list(&asked).await.expect("a page");
        assert_eq!(names(&page.items), ["newest"]);
        let next: ImageMarker = page.next.expect("it goes on").parse().expect("a marker");
        asked.marker = Some(next);
        let page = images.list(&asked).await.expect("a page");
        assert_eq!((names(&page.items), page.next), (vec!["older".to_owned(), "oldest".to_owned()], None));

        // Only what the list gave tells where it goes on.
        let proof = next.proof.map(|proof| proof ^ 1);
        for forged in [ImageMarker::from(next.image), ImageMarker { proof, ..next }] {
            asked.marker = Some(forged);
            let refused = images.list(&asked).await.expect_err("not given");
            assert_eq!(refused.kind(), ErrorKind::Invalid);
            assert!(refused.to_string().contains("names no image"), "{refused}");
        }
    }

    async fn a_page_may_be_empty_and_the_list_goes_on(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        registry.images(&alice.caller).create(&raw("older")).await.expect("a new image");
        let many = query(MANY).bind(alice.caller.project.as_str()).bind(model::now());
        db.db.execute(many).await.expect("images");
        let rule = ("get_image".to_owned(), "role:reader and not 'iso':%(disk_format)s".to_owned());
        let registry = registry.with_policies(Policies::with([rule]).expect("a rule"));
        let mut asked = ImageQuery { limit: Some(1000), ..ImageQuery::default() };
        let page = registry.images(&alice.caller).list(&asked).await.expect("a page");
        assert_eq!(names(&page.items), Vec::<String>::new());
        asked.marker = Some(page.next.expect("it goes on").parse().expect("a marker"));
        let page = registry.images(&alice.caller).list(&asked).await.expect("a page");
        assert_eq!((names(&page.items), page.next), (vec!["older".to_owned()], None));
    }
}
