//! Changes that are committed after newer ones: PostgreSQL numbers them when they are written, not when they count.

use db::query;
use testkit::TestDb;

use crate::helpers::{raw, setup};

const NOTED: &str = "
    insert into activity (at, actor_id, actor_name, action, target_kind, target_id, target_name, details, node, request_id,
        address, user_agent)
    values (now(), 'u', 'u', 'image.update', 'image', 'late', '', '{}', '', '', '', '')";

#[tokio::test(flavor = "multi_thread")]
async fn who_begins_to_listen_hears_of_what_was_not_committed_then() {
    let db = TestDb::postgres().await;
    let (registry, _, alice) = setup(&db).await;
    let images = registry.images(&alice.caller);
    let mut late = db.db.begin().await.expect("a transaction");
    late.execute(query(NOTED)).await.expect("noted");
    images.create(&raw("newer")).await.expect("an image");
    let system = registry.system();
    let mut changes = system.changes().await.expect("a place");
    let place = changes.resume_after();
    assert!(system.read(&mut changes).await.expect("changes").is_empty());
    late.commit().await.expect("committed");
    let heard = system.read(&mut changes).await.expect("changes");
    assert_eq!(
        heard
            .iter()
            .map(|piece| piece.target.as_str())
            .collect::<Vec<_>>(),
        ["late"]
    );
    // And so does who reads on elsewhere from where the first one stood.
    let mut again = system.changes_since(place).await.expect("a place");
    let heard = system.read(&mut again).await.expect("changes");
    assert!(heard.iter().any(|piece| piece.target == "late"));
    // Nothing is waited for any more.
    assert_eq!(
        changes.resume_after(),
        heard.iter().map(|piece| piece.id).max().expect("some")
    );
    assert_eq!(
        system.changes().await.expect("a place").resume_after(),
        changes.resume_after()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_heard_tells_where_to_read_on_without_missing_anything() {
    let db = TestDb::postgres().await;
    let (registry, _, alice) = setup(&db).await;
    let system = registry.system();
    let mut changes = system.changes().await.expect("a place");
    let mut late = db.db.begin().await.expect("a transaction");
    late.execute(query(NOTED)).await.expect("noted");
    registry
        .images(&alice.caller)
        .create(&raw("newer"))
        .await
        .expect("an image");
    let heard = system
        .read(&mut changes)
        .await
        .expect("changes")
        .pop()
        .expect("the newer one");
    assert!(heard.resume_after < heard.id, "{heard:?}");
    late.commit().await.expect("committed");
    let mut again = system
        .changes_since(heard.resume_after)
        .await
        .expect("a place");
    let heard = system.read(&mut again).await.expect("changes");
    assert!(heard.iter().any(|piece| piece.target == "late"));
}
