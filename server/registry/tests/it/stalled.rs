//! Resumable uploads that stall, or whose bytes the store has lost.

use std::time::Duration;

use db::query;
use model::{ErrorKind, Status};
use registry::{Error, Fsck};
use testkit::{Person, TestDb, body, both_databases, noise};

use crate::helpers::{limit, raw, setup, upload};

const MIB: usize = 1 << 20;

/// As if no byte of any upload had arrived for so long.
async fn silence(db: &TestDb, time: Duration) {
    let sql = "update upload set updated_at = $1, lease_until = null";
    let silent = query(sql).bind(model::now() - time);
    db.db.execute(silent).await.expect(sql);
}

async fn taken(registry: &registry::Registry, who: &Person) -> (u64, u64) {
    let size = registry
        .usage(&who.caller)
        .own()
        .await
        .expect("is told")
        .size;
    (size.used, size.reserved)
}

both_databases! {
    async fn what_a_stalled_upload_has_reserved_is_released_and_what_came_is_kept(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let registry = registry.with_stall_time(Duration::from_secs(3600));
        limit(&db, &alice.caller, "image_size_total", 10).await;
        let (uploads, images) = (registry.uploads(&alice.caller), registry.images(&alice.caller));
        let began = uploads.begin(&upload("silent", 8 * MIB)).await.expect("begins");
        uploads.append(began.id, 0, None, body(&noise(MIB))).await.expect("takes it");
        silence(&db, Duration::from_secs(3000)).await;
        registry.system().sweep().await.expect("sweeps");
        assert_eq!(taken(&registry, &alice).await, (0, 8 * MIB as u64), "not stalled for long enough");

        silence(&db, Duration::from_secs(3700)).await;
        registry.system().sweep().await.expect("sweeps");
        assert_eq!(taken(&registry, &alice).await, (0, MIB as u64));
        let other = images.create(&raw("other")).await.expect("a new image");
        uploads.put(other.id, Some(5 * MIB as u64), body(&noise(5 * MIB))).await.expect("there is room now");

        let refused = uploads.append(began.id, MIB as u64, None, body(&noise(7 * MIB))).await.expect_err("no room");
        assert!(matches!(refused, Error::NoRoomToGoOn { .. }), "{refused}");
        assert_eq!(refused.kind(), ErrorKind::TooLarge);
        assert_eq!(uploads.get(began.id).await.expect("is kept").offset, MIB as u64);

        images.delete(other.id).await.expect("goes");
        uploads.append(began.id, MIB as u64, None, body(&noise(7 * MIB))).await.expect("goes on");
        assert_eq!(taken(&registry, &alice).await, (8 * MIB as u64, 0));
        assert_eq!(registry.system().usage_drift().await.expect("is counted"), []);
    }

    async fn an_upload_that_the_store_has_lost_is_gone_at_once(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let mut began = Vec::new();
        for name in ["asked for", "gone on with", "looked for"] {
            let upload = uploads.begin(&upload(name, 8)).await.expect("begins");
            uploads.append(upload.id, 0, None, body(b"1234")).await.expect("takes it");
            began.push(upload);
        }
        // The store is of another moment than the database.
        std::fs::remove_dir_all(db.folder().join("store/writing")).expect("a folder");
        std::fs::create_dir(db.folder().join("store/writing")).expect("a folder");

        let asked = uploads.get(began[0].id).await.expect_err("gone");
        assert!(matches!(asked, Error::BytesLost(_)), "{asked}");
        let sent = uploads.append(began[1].id, 4, None, body(b"5678")).await.expect_err("gone");
        assert!(matches!(sent, Error::BytesLost(_)), "{sent}");
        let fsck = async |repair| registry.system().fsck(Fsck { repair, ..Fsck::default() }).await.expect("looks");
        registry.system().reclaim_due().await.expect("bytes are removed");
        let found: Vec<String> = fsck(false).await.iter().map(ToString::to_string).collect();
        let line = format!("upload {} of image {}: its bytes are not in the store", began[2].id, began[2].image);
        assert_eq!(found, [line]);
        fsck(true).await;
        registry.system().reclaim_due().await.expect("bytes are removed");
        assert_eq!(fsck(false).await, []);
        for upload in began {
            let again = uploads.get(upload.id).await.expect_err("gone");
            assert_eq!(again.kind(), ErrorKind::Gone, "{again}");
            let image = registry.images(&alice.caller).get(upload.image).await.expect("is there");
            assert_eq!(image.status, Status::Queued);
            registry.uploads(&alice.caller).put(image.id, None, body(b"again")).await.expect("can be tried again");
        }
    }
}
