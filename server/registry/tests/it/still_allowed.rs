//! Who may send, and how: asked again while the bytes arrive.

use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use futures::{StreamExt, channel::mpsc};
use model::{Caller, ErrorKind, Role, Roles, UploadState};
use registry::{Chunk, Error, NewUpload, Pace, Quotas, Reauthenticator};
use store::ByteStream;
use testkit::{body, both_databases};

use crate::helpers::{left, setup, upload};

/// What somebody is now, as the one who asks will learn.
type CurrentCaller = Arc<Mutex<Option<Caller>>>;

fn reauthenticator(caller: &Caller) -> (CurrentCaller, Reauthenticator) {
    let current: CurrentCaller = Arc::new(Mutex::new(Some(caller.clone())));
    let asked = current.clone();
    let reauthenticator = Reauthenticator::new(move || {
        let now = asked.lock().expect("nobody panicked").clone();
        Box::pin(async move { Ok(now) })
    });
    (current, reauthenticator)
}

/// A body that is sent bit by bit.
fn slow_body() -> (mpsc::UnboundedSender<io::Result<Bytes>>, ByteStream) {
    let (send, receive) = mpsc::unbounded();
    (send, receive.boxed())
}

fn unknown_length(name: &str) -> NewUpload {
    NewUpload {
        length: None,
        ..upload(name, 0)
    }
}

both_databases! {
    async fn who_is_signed_out_is_stopped_and_what_came_before_is_kept(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let (current, reauthenticator) = reauthenticator(&alice.caller);
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&upload("long", 8)).await.expect("begins");
        let (send, body) = slow_body();
        send.unbounded_send(Ok("1234".into())).expect("it is read");
        *current.lock().expect("nobody panicked") = None;
        let stopped = uploads.under(&reauthenticator).add(began.id, Chunk::at(0, body)).await.expect_err("stopped");
        assert_eq!(stopped.kind(), ErrorKind::Unauthenticated);
        assert_eq!(uploads.get(began.id).await.expect("goes on").offset, 4);
    }

    async fn who_lost_the_role_is_stopped(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let (current, reauthenticator) = reauthenticator(&alice.caller);
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&upload("long", 8)).await.expect("begins");
        let (send, body) = slow_body();
        send.unbounded_send(Ok("1234".into())).expect("it is read");
        let roles = Roles::from_iter([Role::Reader]);
        *current.lock().expect("nobody panicked") = Some(Caller { roles, ..alice.caller.clone() });
        let stopped = uploads.under(&reauthenticator).add(began.id, Chunk::at(0, body)).await;
        assert!(matches!(stopped, Err(Error::NotAllowed(model::Policy::UploadImage))), "{stopped:?}");
    }

    async fn the_last_byte_of_who_is_signed_out_makes_no_image(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let (current, reauthenticator) = reauthenticator(&alice.caller);
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&upload("last", 4)).await.expect("begins");
        *current.lock().expect("nobody panicked") = None;
        let stopped = uploads.under(&reauthenticator).append(began.id, 0, None, body(b"1234")).await;
        assert!(matches!(stopped, Err(Error::SignedOut)), "{stopped:?}");
        registry.system().sweep().await.expect("sweeps");
        let image = registry.images(&alice.caller).get(began.image).await.expect("is there");
        assert!(image.status.is_receiving(), "{}", image.status);
        // Signed in again, it only has to be asked for.
        assert_eq!(uploads.get(began.id).await.expect("is finished").state, UploadState::Done);
    }

    async fn a_put_by_who_is_signed_out_leaves_nothing(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let (current, reauthenticator) = reauthenticator(&alice.caller);
        let image = registry.images(&alice.caller).create(&crate::helpers::raw("put")).await.expect("a new image");
        *current.lock().expect("nobody panicked") = None;
        let stopped = registry.uploads(&alice.caller).under(&reauthenticator).put(image.id, None, body(b"1234")).await;
        assert!(matches!(stopped, Err(Error::SignedOut)), "{stopped:?}");
        assert!(registry.images(&alice.caller).get(image.id).await.expect("is there").status.accepts_data());
        assert!(left(&registry, &db).await.is_empty());
    }

    async fn an_image_deleted_in_mid_body_ends_it_within_moments(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let began = registry.uploads(&alice.caller).begin(&upload("deleted", 8)).await.expect("begins");
        let (send, body) = slow_body();
        send.unbounded_send(Ok("1234".into())).expect("it is read");
        let (sending, caller) = (registry.clone(), alice.caller.clone());
        let task = tokio::spawn(async move { sending.uploads(&caller).add(began.id, Chunk::at(0, body)).await });
        tokio::time::sleep(Duration::from_millis(300)).await;
        registry.images(&alice.caller).delete(began.image).await.expect("goes");
        let stopped = tokio::time::timeout(Duration::from_secs(5), task).await.expect("ends by itself").expect("ends");
        assert_eq!(stopped.expect_err("stopped").kind(), ErrorKind::Gone);
        drop(send);
        registry.system().sweep().await.expect("sweeps");
        assert!(left(&registry, &db).await.is_empty(), "{:?}", left(&registry, &db).await);
    }

    async fn whoever_asks_where_it_stands_ends_the_request_under_way_and_nothing_moves_after(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&upload("asked", 8)).await.expect("begins");
        let (send, body) = slow_body();
        send.unbounded_send(Ok("1234".into())).expect("it is read");
        let (sending, caller) = (registry.clone(), alice.caller.clone());
        let task = tokio::spawn(async move { sending.uploads(&caller).add(began.id, Chunk::at(0, body)).await });
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(uploads.get(began.id).await.expect("is found").offset, 4);
        assert_eq!(task.await.expect("ends").expect("is told the offset").offset, 4);
        let last = uploads.append(began.id, 4, None, testkit::body(b"5678")).await.expect("goes on");
        assert_eq!(last.state, UploadState::Done);
    }

    async fn a_server_that_stops_keeps_what_has_arrived(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let began = registry.uploads(&alice.caller).begin(&upload("stop", 8)).await.expect("begins");
        let (send, body) = slow_body();
        send.unbounded_send(Ok("1234".into())).expect("it is read");
        let (sending, caller) = (registry.clone(), alice.caller.clone());
        let task = tokio::spawn(async move { sending.uploads(&caller).add(began.id, Chunk::at(0, body)).await });
        tokio::time::sleep(Duration::from_millis(300)).await;
        registry.close();
        assert_eq!(task.await.expect("ends").expect("is told the offset").offset, 4);
    }

    async fn a_body_below_the_minimum_rate_is_refused_and_what_came_is_kept(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let registry = registry.with_pace(Pace { rate: 1000, window: Duration::from_millis(200) });
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&upload("slow", 8)).await.expect("begins");
        let (send, body) = slow_body();
        send.unbounded_send(Ok("1234".into())).expect("it is read");
        let stopped = uploads.add(began.id, Chunk::at(0, body)).await;
        assert!(matches!(stopped, Err(Error::TooSlow { rate: 1000 })), "{stopped:?}");
        assert_eq!(uploads.get(began.id).await.expect("goes on").offset, 4);
    }

    async fn larger_than_an_image_may_be_is_refused_at_every_entrance(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let registry = registry.with_quotas(Quotas { size_cap: 10, ..Quotas::default() });
        let uploads = registry.uploads(&alice.caller);
        assert!(matches!(uploads.begin(&upload("announced", 11)).await, Err(Error::OverCap(10))));
        let image = registry.images(&alice.caller).create(&crate::helpers::raw("put")).await.expect("a new image");
        for length in [None, Some(11)] {
            let refused = uploads.put(image.id, length, body(&[0; 11])).await;
            assert!(matches!(refused, Err(Error::OverCap(10))), "{refused:?}");
        }
        let began = uploads.begin(&unknown_length("deferred")).await.expect("begins");
        let refused = uploads.add(began.id, Chunk::at(0, body(&[0; 11]))).await;
        assert!(matches!(refused, Err(Error::OverCap(10))), "{refused:?}");
        let gone = uploads.get(began.id).await.expect_err("gone");
        assert!(gone.to_string().contains("was refused: an image has at most 10 bytes"), "{gone}");
        assert!(left(&registry, &db).await.is_empty());
        uploads.put(image.id, None, body(&[0; 10])).await.expect("fits");
    }
}
