//! What is staged is looked at as whatever else comes in.

use std::time::Duration;

use futures::{StreamExt, stream};
use model::Status;
use registry::Error;
use testkit::{body, both_databases, noise};

use crate::helpers::{left, overlay, raw, setup};

both_databases! {
    async fn what_is_refused_while_it_is_staged_leaves_nothing(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let (images, uploads) = (registry.images(&alice.caller), registry.uploads(&alice.caller));
        let image = images.create(&raw("overlay")).await.expect("a new image");
        let refused = uploads.stage(image.id, None, body(&overlay())).await;
        assert!(matches!(refused, Err(Error::Objected(_))), "{refused:?}");
        let few = uploads.stage(image.id, Some(10), body(b"few")).await;
        assert!(matches!(few, Err(Error::TooFew { got: 3, want: 10 })), "{few:?}");
        let image = images.get(image.id).await.expect("is there");
        assert_eq!((image.status, image.size), (Status::Queued, None));
        assert!(left(&registry, &db).await.is_empty());
    }

    async fn what_shows_itself_at_the_end_is_refused_when_it_is_staged(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let (images, uploads) = (registry.images(&alice.caller), registry.uploads(&alice.caller));
        // Raw to whoever looks at the head; something else to whoever begins at the end.
        let (mut archive, mut disc) = ([0; 22], [0; 512]);
        archive[..4].copy_from_slice(b"PK\x05\x06");
        disc[..12].copy_from_slice(b"koly\0\0\0\x04\0\0\x02\0");
        for (end, code) in [(&archive[..], "wrapped"), (&disc[..], "mismatch")] {
            let image = images.create(&raw("two faces")).await.expect("a new image");
            let data = [&noise(20 << 20), end].concat();
            for length in [None, Some(data.len() as u64)] {
                let refused = uploads.stage(image.id, length, body(&data)).await.expect_err("is refused");
                assert_eq!(refused.code(), Some(code), "{refused}");
            }
            let image = images.get(image.id).await.expect("is there");
            assert_eq!((image.status, image.size), (Status::Queued, None));
            assert!(left(&registry, &db).await.is_empty());
        }
    }

    async fn what_is_certain_is_said_before_the_rest_comes(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let (images, uploads) = (registry.images(&alice.caller), registry.uploads(&alice.caller));
        let image = images.create(&raw("endless")).await.expect("a new image");
        // Whoever waits for the end of this waits for ever.
        let endless = || body(&overlay()).chain(stream::pending()).boxed();
        let soon = Duration::from_secs(10);
        for refused in [
            tokio::time::timeout(soon, uploads.stage(image.id, None, endless())).await,
            tokio::time::timeout(soon, uploads.put(image.id, None, endless())).await,
        ] {
            let refused = refused.expect("an answer").expect_err("is refused");
            assert!(matches!(refused, Error::Objected(_)), "{refused}");
        }
        assert!(left(&registry, &db).await.is_empty());
    }
}
