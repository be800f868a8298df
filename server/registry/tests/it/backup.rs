//! What a backup asks of the registry: objects that stay while it copies them.

use db::query;
use registry::{Finding, Fsck, StoredObject};
use testkit::both_databases;

use crate::helpers::{active, count, files, setup};

const REPAIR: Fsck = Fsck {
    repair: true,
    read_all: false,
    many_orphans: false,
};

both_databases! {
    async fn an_image_that_is_deleted_between_the_copy_of_the_database_and_that_of_its_data_is_copied_whole(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = active(&registry, &alice.caller, b"data").await;
        let hold = registry.system().hold_objects().await.expect("a hold");
        let folder = db.folder().join("backup");
        std::fs::create_dir(&folder).expect("a folder");
        let (dump, objects) = db.db.dump(&folder).await.expect("a copy of the database");
        assert_eq!((dump.images, objects.len()), (1, 1));

        registry.images(&alice.caller).delete(image.id).await.expect("deleted");
        registry.system().sweep().await.expect("sweeps");
        assert_eq!(registry.system().fsck(REPAIR).await.expect("repairs"), [], "it is not due yet");
        let mut object = StoredObject {
            image: objects[0].image.clone(),
            store: objects[0].store.clone(),
            key: objects[0].object_key.clone(),
            size: objects[0].size.map(i64::cast_unsigned),
            sha512: objects[0].sha512.clone(),
        };
        let problem = registry.system().export(&mut object, &folder).await.expect("copies");
        assert_eq!(problem, None);
        let copied = std::fs::read(object.path(&folder).expect("a key")).expect("the copy");
        assert_eq!(copied, b"data");

        hold.release().await.expect("released");
        registry.system().sweep().await.expect("sweeps");
        assert!(files(&db).is_empty(), "it goes when the backup is done");
    }

    async fn what_is_uploaded_and_deleted_after_the_copy_of_the_database_goes_at_once(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let images = registry.images(&alice.caller);
        let named = active(&registry, &alice.caller, b"named").await;
        let hold = registry.system().hold_objects().await.expect("a hold");
        let between = active(&registry, &alice.caller, b"between").await;
        hold.database_copied().await.expect("noted");
        // The moment of the copy counts by whole seconds.
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        let later = active(&registry, &alice.caller, b"later").await;
        for image in [named, between, later] {
            images.delete(image.id).await.expect("deleted");
        }
        registry.system().sweep().await.expect("sweeps");
        let mut left: Vec<_> = files(&db).iter().map(|path| std::fs::read(path).expect("a file")).collect();
        left.sort();
        assert_eq!(left, [b"between".to_vec(), b"named".to_vec()]);
        hold.release().await.expect("released");
    }

    async fn the_hold_of_a_backup_that_crashed_ends_by_itself(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = active(&registry, &alice.caller, b"data").await;
        let crashed = registry.system().hold_objects().await.expect("a hold");
        std::mem::drop(crashed);
        registry.images(&alice.caller).delete(image.id).await.expect("deleted");
        registry.system().sweep().await.expect("sweeps");
        assert_eq!(files(&db).len(), 1);
        let past = model::now() - std::time::Duration::from_secs(1);
        let over = db.db.execute(query("update backup_hold set held_until = $1").bind(past)).await;
        over.expect("its time is over");
        let findings = registry.system().fsck(REPAIR).await.expect("repairs");
        assert!(matches!(findings[..], [Finding::Unreclaimed { .. }]), "{findings:?}");
        assert!(files(&db).is_empty());
        let hold = registry.system().hold_objects().await.expect("a hold");
        assert_eq!(count(&db, "select count(*) from backup_hold").await, 1, "the crashed one is forgotten");
        hold.release().await.expect("released");
    }
}
