//! Search in names, beside a release that does not know of folded names.

use db::query;
use model::{Change, Image};
use registry::{Filter, ImageQuery, Images};
use testkit::{TestDb, both_databases};

use crate::helpers::{count, raw, run, setup};

async fn found(images: &Images<'_>, words: &str) -> Vec<String> {
    let search = ImageQuery {
        filters: vec![Filter::Search(words.to_owned())],
        limit: Some(2),
        ..ImageQuery::default()
    };
    let page = images.list(&search).await.expect("a list");
    let mut names: Vec<String> = page.items.iter().map(Image::title).collect();
    names.sort();
    names
}

async fn folded(db: &TestDb) -> Vec<Option<String>> {
    let sql = "select name_folded from image where name is not null order by name_folded";
    db.db.scalars(query(sql)).await.expect("rows")
}

both_databases! {
    async fn a_name_is_found_in_every_script_and_case(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let images = registry.images(&alice.caller);
        let image = images.create(&raw("ОБРАЗ Ubuntu")).await.expect("a new image");
        images.create(&raw("another")).await.expect("a new image");
        for words in ["ОБРАЗ", "образ", "Раз uB", &image.id.to_string().to_uppercase()] {
            assert_eq!(found(&images, words).await, ["ОБРАЗ Ubuntu"], "{words}");
        }
        assert_eq!(found(&images, "образец").await, Vec::<String>::new());
        assert_eq!(found(&images, "").await, ["another", "ОБРАЗ Ubuntu"]);
        let name = |name: &str| [Change::Name(Some(name.parse().expect("a name")))];
        images.update(image.id, &name("Straße")).await.expect("renamed");
        assert_eq!(found(&images, "STRASSE").await, ["Straße"]);
        assert_eq!(found(&images, "ОБРАЗ").await, Vec::<String>::new());
        images.update(image.id, &name("STRASSE")).await.expect("renamed, but for its case");
        assert_eq!(folded(&db).await, [Some("another".to_owned()), Some("strasse".to_owned())]);
        images.update(image.id, &[Change::Name(None)]).await.expect("without a name");
        assert_eq!(found(&images, "strasse").await, Vec::<String>::new());
    }

    async fn what_an_older_release_writes_is_found_and_filled_later(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let images = registry.images(&alice.caller);
        for number in 0..5 {
            images.create(&raw(&format!("filler {number}"))).await.expect("a new image");
        }
        images.create(&raw("ABC")).await.expect("a new image");
        images.create(&raw("old")).await.expect("a new image");
        // As it renames an image, and as it makes one.
        run(&db, "update image set name = 'ОБРАЗ' where name = 'old'", &[]).await;
        run(&db, "update image set name_folded = null, metadata_bytes = null where name like 'filler%'", &[]).await;
        assert_eq!(folded(&db).await.iter().filter(|name| name.is_none()).count(), 6);
        for round in 0..2 {
            assert_eq!(found(&images, "образ").await, ["ОБРАЗ"], "{round}");
            assert_eq!(found(&images, "abc").await, ["ABC"], "{round}");
            assert_eq!(found(&images, "old").await, Vec::<String>::new(), "{round}");
            assert_eq!(found(&images, "FILLER 3").await, ["filler 3"], "{round}");
            registry.system().fill_image_columns().await.expect("filled");
            assert!(folded(&db).await.iter().all(Option::is_some));
        }
        let sql = "select count(*) from image where metadata_bytes is null";
        assert_eq!(count(&db, sql).await, 0);
    }
}
