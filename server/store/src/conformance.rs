//! What every store must do, as short tests. A new store calls [`all`] in a test of its own.

use std::{io, time::Duration};

use bytes::Bytes;
use futures::{StreamExt, stream};
use model::{ProjectId, UploadId};

use crate::{ByteStream, Error, Key, Store, StoredItem, collect, one};

/// Every test, one after the other, on one store.
///
/// # Panics
/// Where the store breaks a promise.
pub async fn all(store: &dyn Store) {
    parts_are_joined_in_the_order_of_their_numbers(store).await;
    an_object_is_invisible_until_it_is_complete(store).await;
    a_part_written_twice_counts_once(store).await;
    a_part_whose_source_fails_does_not_exist(store).await;
    a_part_that_was_dropped_does_not_count(store).await;
    completing_twice_changes_nothing(store).await;
    what_comes_after_completion_has_no_effect(store).await;
    an_aborted_session_takes_nothing_more(store).await;
    a_range_reads_across_parts(store).await;
    deleting_twice_is_fine(store).await;
    an_empty_object_is_an_object(store).await;
    everything_that_is_held_is_listed(store).await;
    the_last_marker_is_read_back_and_not_listed(store).await;
}

fn key() -> Key {
    Key::upload(&ProjectId::new(), UploadId::new())
}

async fn read(store: &dyn Store, key: &Key) -> Bytes {
    let stream = store.read(key, None).await.expect("the object is there");
    collect(stream).await.expect("it can be read")
}

async fn kept(store: &dyn Store, text: &'static str) -> Key {
    let key = key();
    let session = store.begin(&key).await.expect("begins");
    let part = store
        .put_part(&key, &session, 1, one(text))
        .await
        .expect("writes");
    store
        .complete(&key, &session, &[part])
        .await
        .expect("completes");
    key
}

async fn parts_are_joined_in_the_order_of_their_numbers(store: &dyn Store) {
    let key = key();
    let session = store.begin(&key).await.expect("begins");
    let second = store
        .put_part(&key, &session, 2, one("world"))
        .await
        .expect("writes");
    let first = store
        .put_part(&key, &session, 1, one("hello "))
        .await
        .expect("writes");
    assert_eq!((first.size, second.size), (6, 5));
    store
        .complete(&key, &session, &[second, first])
        .await
        .expect("completes");
    assert_eq!(read(store, &key).await, "hello world");
    assert_eq!(store.size(&key).await.expect("has a size"), 11);
}

async fn an_object_is_invisible_until_it_is_complete(store: &dyn Store) {
    let key = key();
    let session = store.begin(&key).await.expect("begins");
    let part = store
        .put_part(&key, &session, 1, one("half"))
        .await
        .expect("writes");
    assert!(matches!(
        store.read(&key, None).await.err(),
        Some(Error::NotFound(_))
    ));
    assert!(matches!(store.size(&key).await, Err(Error::NotFound(_))));
    store
        .complete(&key, &session, &[part])
        .await
        .expect("completes");
    assert_eq!(read(store, &key).await, "half");
}

async fn a_part_written_twice_counts_once(store: &dyn Store) {
    let key = key();
    let session = store.begin(&key).await.expect("begins");
    let lost = store
        .put_part(&key, &session, 1, one("first try"))
        .await
        .expect("writes");
    let kept = store
        .put_part(&key, &session, 1, one("second"))
        .await
        .expect("writes");
    assert_ne!(lost.tag, kept.tag);
    store
        .complete(&key, &session, &[kept])
        .await
        .expect("completes");
    assert_eq!(read(store, &key).await, "second");
}

async fn a_part_whose_source_fails_does_not_exist(store: &dyn Store) {
    let key = key();
    let session = store.begin(&key).await.expect("begins");
    let cut: ByteStream =
        stream::iter([Ok(Bytes::from("some")), Err(io::Error::other("cut"))]).boxed();
    assert!(matches!(
        store.put_part(&key, &session, 1, cut).await,
        Err(Error::Source(_))
    ));
    let part = store
        .put_part(&key, &session, 1, one("whole"))
        .await
        .expect("writes");
    store
        .complete(&key, &session, &[part])
        .await
        .expect("completes");
    assert_eq!(read(store, &key).await, "whole");
}

async fn a_part_that_was_dropped_does_not_count(store: &dyn Store) {
    let key = key();
    let session = store.begin(&key).await.expect("begins");
    let wrong = store
        .put_part(&key, &session, 1, one("wrong"))
        .await
        .expect("writes");
    let right = store
        .put_part(&key, &session, 1, one("right"))
        .await
        .expect("writes");
    for _ in 0..2 {
        store.drop_part(&key, &session, &wrong).await.expect("goes");
    }
    store
        .complete(&key, &session, &[right])
        .await
        .expect("completes");
    assert_eq!(read(store, &key).await, "right");
}

async fn completing_twice_changes_nothing(store: &dyn Store) {
    let key = key();
    let session = store.begin(&key).await.expect("begins");
    let part = store
        .put_part(&key, &session, 1, one("once"))
        .await
        .expect("writes");
    for _ in 0..2 {
        store
            .complete(&key, &session, std::slice::from_ref(&part))
            .await
            .expect("completes");
    }
    assert_eq!(read(store, &key).await, "once");
}

async fn what_comes_after_completion_has_no_effect(store: &dyn Store) {
    let key = key();
    let session = store.begin(&key).await.expect("begins");
    assert!(store.is_open(&key, &session).await.expect("tells"));
    let part = store
        .put_part(&key, &session, 1, one("truth"))
        .await
        .expect("writes");
    store
        .complete(&key, &session, &[part])
        .await
        .expect("completes");
    assert!(!store.is_open(&key, &session).await.expect("tells"));
    let late = store.put_part(&key, &session, 1, one("late")).await;
    assert!(matches!(late, Err(Error::SessionEnded(_))), "{late:?}");
    assert_eq!(read(store, &key).await, "truth");
}

async fn an_aborted_session_takes_nothing_more(store: &dyn Store) {
    let key = key();
    let session = store.begin(&key).await.expect("begins");
    let part = store
        .put_part(&key, &session, 1, one("gone"))
        .await
        .expect("writes");
    for _ in 0..2 {
        store.abort(&key, &session).await.expect("aborts");
    }
    assert!(!store.is_open(&key, &session).await.expect("tells"));
    assert!(matches!(
        store.put_part(&key, &session, 2, one("late")).await,
        Err(Error::SessionEnded(_))
    ));
    assert!(matches!(
        store.complete(&key, &session, &[part]).await,
        Err(Error::SessionEnded(_))
    ));
    assert!(matches!(store.size(&key).await, Err(Error::NotFound(_))));
}

async fn a_range_reads_across_parts(store: &dyn Store) {
    let key = key();
    let session = store.begin(&key).await.expect("begins");
    let mut parts = Vec::new();
    for (number, text) in [(1, "abc"), (2, "def"), (3, "ghi")] {
        parts.push(
            store
                .put_part(&key, &session, number, one(text))
                .await
                .expect("writes"),
        );
    }
    store
        .complete(&key, &session, &parts)
        .await
        .expect("completes");
    for (range, want) in [
        (0..9, "abcdefghi"),
        (2..7, "cdefg"),
        (3..6, "def"),
        (8..9, "i"),
        (4..4, ""),
    ] {
        let stream = store.read(&key, Some(range)).await.expect("reads");
        assert_eq!(collect(stream).await.expect("reads"), want);
    }
}

async fn deleting_twice_is_fine(store: &dyn Store) {
    let key = kept(store, "brief").await;
    let other = kept(store, "stays").await;
    for _ in 0..2 {
        store.delete(&key).await.expect("deletes");
    }
    assert!(matches!(
        store.read(&key, None).await.err(),
        Some(Error::NotFound(_))
    ));
    assert_eq!(read(store, &other).await, "stays");
}

async fn an_empty_object_is_an_object(store: &dyn Store) {
    let key = key();
    let session = store.begin(&key).await.expect("begins");
    store
        .complete(&key, &session, &[])
        .await
        .expect("completes");
    assert_eq!(store.size(&key).await.expect("has a size"), 0);
    assert_eq!(read(store, &key).await, "");
}

async fn everything_that_is_held_is_listed(store: &dyn Store) {
    let whole = kept(store, "whole").await;
    let other = key();
    let session = store.begin(&other).await.expect("begins");
    store
        .put_part(&other, &session, 1, one("half"))
        .await
        .expect("writes");
    let object = StoredItem::Object {
        key: whole.clone(),
        size: 5,
    };
    let open = |held: &[StoredItem]| {
        held.iter().any(|held| {
            matches!(held, StoredItem::Session { session: found, size: 4, idle }
                if *found == session && *idle < Duration::from_secs(60))
        })
    };
    let held = store.list().await.expect("lists");
    assert!(held.contains(&object) && open(&held), "{held:?}");
    store.delete(&whole).await.expect("deletes");
    store.abort(&other, &session).await.expect("aborts");
    let held = store.list().await.expect("lists");
    assert!(!held.contains(&object) && !open(&held), "{held:?}");
}

async fn the_last_marker_is_read_back_and_not_listed(store: &dyn Store) {
    let before = store.list().await.expect("lists");
    assert_eq!(store.marker().await.expect("reads"), None);
    for marker in ["first", "second"] {
        store.set_marker(marker).await.expect("writes");
        let found = store.marker().await.expect("reads");
        assert_eq!(found.as_deref(), Some(marker));
    }
    assert_eq!(store.list().await.expect("lists").len(), before.len());
}
