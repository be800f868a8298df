//! The suite, against every store that needs no server.

use store::{Error, FileStore, Key, MemoryStore, Store, conformance, one};

#[tokio::test]
async fn a_folder_keeps_its_promises() {
    let folder = tempfile::tempdir().expect("a folder");
    conformance::all(&FileStore::open(folder.path()).await.expect("opens")).await;
}

#[tokio::test]
async fn memory_keeps_its_promises() {
    conformance::all(&MemoryStore::new(1 << 20)).await;
}

#[tokio::test]
async fn a_folder_keeps_its_promises_across_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = Key::upload(&model::ProjectId::new(), model::UploadId::new());
    let (session, part) = {
        let store = FileStore::open(folder.path()).await.expect("opens");
        let session = store.begin(&key).await.expect("begins");
        let part = store
            .put_part(&key, &session, 1, one("before "))
            .await
            .expect("writes");
        (session, part)
    };
    let store = FileStore::open(folder.path()).await.expect("opens again");
    let after = store
        .put_part(&key, &session, 2, one("and after"))
        .await
        .expect("writes");
    store
        .complete(&key, &session, &[part, after])
        .await
        .expect("completes");
    let data = store::collect(store.read(&key, None).await.expect("reads"))
        .await
        .expect("reads");
    assert_eq!(data, "before and after");
}

#[tokio::test]
async fn a_full_store_says_so_and_keeps_nothing_of_the_part() {
    let store = MemoryStore::new(10);
    let key = Key::upload(&model::ProjectId::new(), model::UploadId::new());
    let session = store.begin(&key).await.expect("begins");
    let error = store
        .put_part(&key, &session, 1, one("more than ten bytes"))
        .await;
    assert!(matches!(error, Err(Error::Full)));
    assert_eq!(store.room().await.expect("knows"), Some(10));
}
