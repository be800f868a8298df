use db::query;
use registry::StoreRefused;
use testkit::{TestDb, both_databases};

use crate::helpers::{active, open, setup};

/// Sets what the database says about its store.
async fn forget_marker(db: &TestDb) {
    let sql = "delete from store_marker";
    db.db.execute(query(sql)).await.expect("is forgotten");
}

both_databases! {
    async fn nodes_that_start_together_agree_on_one_marker(db: TestDb) {
        let (registry, _, _) = setup(&db).await;
        let other = open(&db).await;
        let (one, two) = (registry.system(), other.system());
        let (one, two) = tokio::join!(one.claim_stores(), two.claim_stores());
        one.expect("claims");
        two.expect("claims");
        open(&db).await.system().claim_stores().await.expect("the same at the next start");
    }

    async fn a_store_of_another_database_is_refused(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        registry.system().claim_stores().await.expect("claims");
        active(&registry, &alice.caller, b"data").await;
        forget_marker(&db).await;
        let refused = open(&db).await.system().claim_stores().await;
        assert!(matches!(refused, Err(StoreRefused::Foreign { .. })), "{refused:?}");
        std::fs::write(db.folder().join("store/store-id"), "another").expect("is written");
        let sql = "insert into store_marker (store, marker, confirmed) values ('file', 'ours', $1)";
        db.db.execute(query(sql).bind(true)).await.expect("a marker");
        let refused = open(&db).await.system().claim_stores().await;
        assert!(matches!(&refused, Err(StoreRefused::Foreign { found, .. }) if found == "another"), "{refused:?}");
    }

    async fn a_store_whose_disk_is_not_mounted_is_refused_and_named(db: TestDb) {
        let (registry, _, _) = setup(&db).await;
        registry.system().claim_stores().await.expect("claims");
        let marker = std::fs::read_to_string(db.folder().join("store/store-id")).expect("a marker");
        std::fs::rename(db.folder().join("store"), db.folder().join("elsewhere")).expect("is moved");
        let refused = open(&db).await.system().claim_stores().await;
        let Err(refused @ StoreRefused::Unmarked { .. }) = refused else { panic!("{refused:?}") };
        assert!(refused.to_string().contains(marker.trim()), "{refused}");
        std::fs::write(db.folder().join("store/store-id"), marker).expect("as the message says");
        open(&db).await.system().claim_stores().await.expect("goes on");
    }

    async fn a_store_that_an_older_release_filled_is_claimed_by_its_own_database_only(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        active(&registry, &alice.caller, b"data").await;
        registry.system().claim_stores().await.expect("knows the image");
        forget_marker(&db).await;
        std::fs::remove_file(db.folder().join("store/store-id")).expect("is removed");
        for table in ["location", "reclaim", "upload_part", "upload"] {
            let sql = sqlx::AssertSqlSafe(format!("delete from {table}"));
            db.db.execute(query(sql)).await.expect("knows nothing");
        }
        let refused = registry.system().claim_stores().await;
        assert!(matches!(refused, Err(StoreRefused::Unknown { .. })), "{refused:?}");
    }

    async fn a_first_start_that_was_killed_between_row_and_marker_goes_on(db: TestDb) {
        let (registry, _, _) = setup(&db).await;
        let sql = "insert into store_marker (store, marker, confirmed) values ('file', 'ours', $1)";
        db.db.execute(query(sql).bind(false)).await.expect("a marker");
        registry.system().claim_stores().await.expect("goes on");
        let marker = std::fs::read_to_string(db.folder().join("store/store-id")).expect("a marker");
        assert_eq!(marker, "ours\n");
        std::fs::remove_file(db.folder().join("store/store-id")).expect("is removed");
        let refused = registry.system().claim_stores().await;
        assert!(matches!(refused, Err(StoreRefused::Unmarked { .. })), "{refused:?}");
    }
}
