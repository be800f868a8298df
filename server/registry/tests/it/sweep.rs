use db::query;
use model::Status;
use registry::Error;
use testkit::{TestDb, body, both_databases};

use crate::helpers::{files, raw, setup, undo_the_last_step, upload};

both_databases! {
    async fn an_expired_upload_and_its_image_go(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&upload("forgotten", 10)).await.expect("begins");
        uploads.append(began.id, 0, None, body(b"1234")).await.expect("takes it");
        registry.system().sweep().await.expect("sweeps");
        assert_eq!(uploads.get(began.id).await.expect("is not due yet").offset, 4);
        expire(&db).await;
        registry.system().sweep().await.expect("sweeps");
        assert!(matches!(uploads.get(began.id).await, Err(Error::UploadEnded(_))));
        assert!(matches!(registry.images(&alice.caller).get(began.image).await, Err(Error::ImageNotFound(_))));
        assert!(files(&db).is_empty());
    }

    async fn an_upload_that_lacks_only_its_last_step_is_finished(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&upload("whole", 4)).await.expect("begins");
        uploads.append(began.id, 0, None, body(b"1234")).await.expect("takes it");
        undo_the_last_step(&db, &began.id.to_string(), &began.image.to_string()).await;
        registry.system().sweep().await.expect("sweeps");
        let image = registry.images(&alice.caller).get(began.image).await.expect("is there");
        assert_eq!((image.status, image.size), (Status::Active, Some(4)));
    }

    async fn an_image_whose_put_crashed_is_queued_again(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = registry.images(&alice.caller).create(&raw("put")).await.expect("a new image");
        // A process that crashed in mid-request: its task never ends, and its lease runs out.
        let never = futures::StreamExt::boxed(futures::stream::pending());
        let (crashing, caller) = (registry.clone(), alice.caller.clone());
        let task = tokio::spawn(async move { crashing.uploads(&caller).put(image.id, None, never).await });
        while registry.images(&alice.caller).get(image.id).await.expect("is there").status != Status::Saving {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        task.abort();
        expire(&db).await;
        registry.system().sweep().await.expect("sweeps");
        assert_eq!(registry.images(&alice.caller).get(image.id).await.expect("is there").status, Status::Queued);
        registry.uploads(&alice.caller).put(image.id, None, body(b"again")).await.expect("takes it");
    }
}

async fn expire(db: &TestDb) {
    let past = model::now() - std::time::Duration::from_secs(1);
    let sql = "update upload set expires_at = $1, lease_until = $1 where state = 'open'";
    let expired = db.db.execute(query(sql).bind(past)).await;
    expired.expect("they expire");
}
