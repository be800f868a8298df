use futures::{StreamExt, stream};
use model::{Status, UploadState};
use registry::Error;
use testkit::{body, both_databases, noise, read};

use crate::helpers::{open, setup, undo_the_last_step, upload};

both_databases! {
    async fn another_node_takes_the_next_chunk(db: TestDb) {
        let (first, _, alice) = setup(&db).await;
        let second = open(&db).await;
        let data = noise(100_000);
        let began = first.uploads(&alice.caller).begin(&upload("nodes", data.len())).await.expect("begins");
        let nodes = [&first, &second];
        for (number, chunk) in data.chunks(30_000).enumerate() {
            let uploads = nodes[number % 2].uploads(&alice.caller);
            uploads.append(began.id, number as u64 * 30_000, None, body(chunk)).await.expect("takes it");
        }
        let stored = second.images(&alice.caller).data(began.image).await.expect("mine").expect("has data");
        assert!(read(stored.read(None).await.expect("reads")).await == data);
    }

    async fn a_newer_request_takes_over_and_the_older_has_no_effect(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let began = registry.uploads(&alice.caller).begin(&upload("two", 8)).await.expect("begins");
        // The older one has claimed the upload and stalls in mid-body.
        let (stall, stalled) = futures::channel::oneshot::channel::<()>();
        let first = stream::iter([Ok("old".into())]);
        let rest = stream::once(async move {
            let _ = stalled.await;
            Ok("older".into())
        });
        let (older, caller) = (registry.clone(), alice.caller.clone());
        let slow = tokio::spawn(async move { older.uploads(&caller).append(began.id, 0, None, first.chain(rest).boxed()).await });
        let fence = async || {
            let sql = db::query("select fence from upload where id = $1").bind(began.id.to_string());
            db.db.scalar_optional::<i64>(sql).await.expect("reads").expect("is there")
        };
        while fence().await == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let done = registry.uploads(&alice.caller).append(began.id, 0, None, body(b"new data")).await.expect("takes it");
        assert_eq!(done.state, UploadState::Done);
        // It may have been stopped already.
        let _ = stall.send(());
        assert!(slow.await.expect("ends").is_err());
        let stored = registry.images(&alice.caller).data(began.image).await.expect("mine").expect("has data");
        assert_eq!(read(stored.read(None).await.expect("reads")).await, b"new data");
    }

    async fn of_two_writers_at_one_offset_one_wins(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        for round in 0..20 {
            let began = registry.uploads(&alice.caller).begin(&upload("race", 4)).await.expect("begins");
            let write = |text: &'static [u8]| {
                let (registry, caller) = (registry.clone(), alice.caller.clone());
                tokio::spawn(async move { registry.uploads(&caller).append(began.id, 0, None, body(text)).await })
            };
            let (a, b) = (write(b"aaaa"), write(b"bbbb"));
            let (a, b) = (a.await.expect("ends"), b.await.expect("ends"));
            let winner: &[u8] = match (&a, &b) {
                (Ok(_), Err(_)) => b"aaaa",
                (Err(_), Ok(_)) => b"bbbb",
                other => panic!("round {round}: {other:?}"),
            };
            let stored = registry.images(&alice.caller).data(began.image).await.expect("mine").expect("has data");
            assert_eq!(read(stored.read(None).await.expect("reads")).await, winner);
        }
    }

    async fn a_whole_upload_whose_last_step_was_lost_is_finished_when_it_is_asked_for(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let began = registry.uploads(&alice.caller).begin(&upload("last", 4)).await.expect("begins");
        registry.uploads(&alice.caller).append(began.id, 0, None, body(b"123")).await.expect("takes it");
        // The crash came after the last checkpoint: as if the last byte had been counted, and nothing more.
        let crashed = registry.uploads(&alice.caller).append(began.id, 3, None, body(b"4")).await.expect("takes it");
        assert_eq!(crashed.state, UploadState::Done);
        undo_the_last_step(&db, &began.id.to_string(), &began.image.to_string()).await;
        let found = registry.uploads(&alice.caller).get(began.id).await.expect("is finished");
        assert_eq!(found.state, UploadState::Done);
        let image = registry.images(&alice.caller).get(began.image).await.expect("is there");
        assert_eq!((image.status, image.size), (Status::Active, Some(4)));
    }

    async fn an_upload_that_is_done_takes_nothing_more(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&upload("done", 4)).await.expect("begins");
        uploads.append(began.id, 0, None, body(b"1234")).await.expect("takes it");
        assert!(matches!(uploads.append(began.id, 4, None, body(b"5")).await, Err(Error::WrongOffset { .. } | Error::TooMany(_))));
        uploads.end(began.id).await.expect("there is nothing to end");
        let image = registry.images(&alice.caller).get(began.image).await.expect("is still there");
        assert_eq!((image.status, image.size), (Status::Active, Some(4)));
    }
}
