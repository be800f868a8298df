use registry::{Finding, Fsck, Remedy};
use store::{FileStore, Key, Store, one};
use testkit::{TestDb, body, both_databases};

use crate::helpers::{active, files, setup, upload};

const REPAIR: Fsck = Fsck {
    repair: true,
    read_all: true,
    many_orphans: false,
};

async fn store(db: &TestDb) -> FileStore {
    FileStore::open(db.folder().join("store"))
        .await
        .expect("the store")
}

both_databases! {
    async fn what_is_in_order_is_left_alone(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        active(&registry, &alice.caller, b"data").await;
        let began = registry.uploads(&alice.caller).begin(&upload("open", 8)).await.expect("begins");
        registry.uploads(&alice.caller).append(began.id, 0, None, body(b"1234")).await.expect("takes it");
        assert_eq!(registry.system().fsck(REPAIR).await.expect("looks"), []);
        let done = registry.uploads(&alice.caller).append(began.id, 4, None, body(b"5678")).await.expect("goes on");
        assert_eq!(done.offset, 8);
    }

    async fn an_orphan_is_told_of_and_then_removed(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let kept = active(&registry, &alice.caller, b"kept").await;
        let (store, key) = (store(&db).await, Key::upload(&alice.caller.project, model::UploadId::new()));
        let session = store.begin(&key).await.expect("begins");
        let part = store.put_part(&key, &session, 1, one("lost")).await.expect("writes");
        store.complete(&key, &session, &[part]).await.expect("completes");
        let want = [Finding::OrphanObject { store: "file".into(), key: key.clone(), size: 4, is_one_of_many: false }];
        assert_eq!(registry.system().fsck(Fsck::default()).await.expect("looks"), want);
        assert_eq!(files(&db).len(), 2, "only reported");
        assert_eq!(registry.system().fsck(REPAIR).await.expect("repairs"), want);
        assert_eq!(files(&db).len(), 1);
        assert_eq!(registry.system().fsck(REPAIR).await.expect("looks"), []);
        assert!(registry.images(&alice.caller).data(kept.id).await.expect("mine").is_some());
    }

    async fn many_orphans_are_the_sign_of_a_wrong_database_and_stay_until_that_is_ruled_out(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        active(&registry, &alice.caller, b"kept").await;
        let store = store(&db).await;
        for _ in 0..11 {
            let key = Key::upload(&alice.caller.project, model::UploadId::new());
            let session = store.begin(&key).await.expect("begins");
            let part = store.put_part(&key, &session, 1, one("lost")).await.expect("writes");
            store.complete(&key, &session, &[part]).await.expect("completes");
        }
        let findings = registry.system().fsck(REPAIR).await.expect("looks");
        assert_eq!(findings.len(), 11);
        assert!(findings.iter().all(|finding| finding.remedy() == Remedy::RepairOrphans));
        assert_eq!(files(&db).len(), 12, "none was removed");
        let asked = Fsck { many_orphans: true, ..REPAIR };
        assert_eq!(registry.system().fsck(asked).await.expect("repairs").len(), 11);
        assert_eq!(files(&db).len(), 1);
    }

    async fn parts_that_no_upload_knows_of_go(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let (store, key) = (store(&db).await, Key::upload(&alice.caller.project, model::UploadId::new()));
        let session = store.begin(&key).await.expect("begins");
        store.put_part(&key, &session, 1, one("lost")).await.expect("writes");
        let want = [Finding::OrphanParts { store: "file".into(), size: 4 }];
        assert_eq!(registry.system().fsck(REPAIR).await.expect("repairs"), want);
        assert!(files(&db).is_empty());
    }

    async fn an_empty_session_that_a_kill_cut_off_is_no_finding_until_it_is_old(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let (store, key) = (store(&db).await, Key::upload(&alice.caller.project, model::UploadId::new()));
        let session = store.begin(&key).await.expect("begins");
        assert_eq!(registry.system().fsck(REPAIR).await.expect("looks"), []);
        let folder = db.folder().join("store/writing").join(session.as_str());
        let an_hour_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
        std::fs::File::open(&folder).and_then(|folder| folder.set_modified(an_hour_ago)).expect("its time is set");
        let want = [Finding::OrphanParts { store: "file".into(), size: 0 }];
        assert_eq!(registry.system().fsck(REPAIR).await.expect("looks"), want);
        assert!(!folder.exists());
    }

    async fn bytes_that_are_missing_short_or_others_are_told_of(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = active(&registry, &alice.caller, b"data").await;
        let file = files(&db).pop().expect("a file");
        std::fs::write(&file, b"dada").expect("is damaged");
        assert_eq!(registry.system().fsck(Fsck::default()).await.expect("looks"), [], "sizes agree");
        assert_eq!(registry.system().fsck(REPAIR).await.expect("reads"), [Finding::Damaged { image: image.id }]);
        std::fs::write(&file, b"dat").expect("is cut");
        assert_eq!(registry.system().fsck(REPAIR).await.expect("looks"), [Finding::WrongSize { image: image.id, want: 4, got: 3 }]);
        std::fs::remove_dir_all(file.parent().expect("a folder")).expect("goes");
        assert_eq!(registry.system().fsck(REPAIR).await.expect("looks"), [Finding::Missing { image: image.id, store: "file".into() }]);
    }
}
