use db::query;
use model::{Change, MemberStatus, Origin};
use registry::{Destination, NewImport, Source};
use testkit::{TestDb, both_databases};

use crate::helpers::{raw, setup, upload};

/// What was noted of images, oldest first: by whom, what, under which name, what changed.
async fn noted(db: &TestDb) -> Vec<(String, String, String, String)> {
    let sql = "
        select actor_name, action, target_name, details from activity where target_kind = 'image' order by id";
    db.db.fetch_all(query(sql)).await.expect("rows")
}

async fn actions(db: &TestDb) -> Vec<String> {
    let rows = noted(db).await;
    rows.into_iter().map(|(_, action, _, _)| action).collect()
}

fn staged() -> NewImport {
    NewImport {
        source: Source::Staged,
        stores: Destination::Default,
        asked: serde_json::json!({ "method": { "name": "glance-direct" } }),
        request: "req-test".to_owned(),
        grounds: String::new(),
    }
}

/// Lets the time of every upload run out.
async fn expire(db: &TestDb) {
    let sql = "update upload set expires_at = $1";
    let expire = query(sql).bind(model::OffsetDateTime::UNIX_EPOCH);
    db.db.execute(expire).await.expect("expired");
}

both_databases! {
    async fn each_change_of_an_image_is_noted_with_its_doer_and_what_changed(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let bob = fixtures.member("bob").await;
        let images = registry.images(&alice.caller);
        let image = images.create(&raw("debian")).await.expect("a new image");
        images.update(image.id, &[Change::Name(Some("debian-12".parse().expect("a name")))]).await.expect("renamed");
        registry.uploads(&alice.caller).put(image.id, None, testkit::body(b"data")).await.expect("its data");
        images.deactivate(image.id).await.expect("kept from being downloaded");
        images.reactivate(image.id).await.expect("and not any more");
        let project = bob.caller.project.clone();
        images.share(image.id, &project).await.expect("shared");
        registry.images(&bob.caller).answer(image.id, &project, MemberStatus::Accepted).await.expect("accepted");
        images.unshare(image.id, &project).await.expect("not shared any more");
        images.delete(image.id).await.expect("gone");
        assert_eq!(actions(&db).await, [
            "image.create", "image.update", "image.upload", "image.deactivate", "image.reactivate", "member.add",
            "member.accept", "member.remove", "image.delete",
        ]);
        let rows = noted(&db).await;
        assert_eq!(rows[1].3, r#"{"name":{"from":"debian","to":"debian-12"}}"#);
        assert!(rows[2..].iter().all(|row| row.2 == "debian-12"), "{rows:?}");
        let who: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
        assert_eq!(who, ["alice", "alice", "alice", "alice", "alice", "alice", "bob", "alice", "alice"]);
    }

    async fn what_was_refused_or_changed_nothing_leaves_no_trace(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let bob = fixtures.member("bob").await;
        let images = registry.images(&alice.caller);
        let image = images.create(&raw("mine")).await.expect("a new image");
        assert!(registry.images(&bob.caller).delete(image.id).await.is_err());
        assert!(images.deactivate(image.id).await.is_err());
        assert!(images.unshare(image.id, &bob.caller.project).await.is_err());
        images.update(image.id, &[Change::Protected(false)]).await.expect("as it was");
        assert_eq!(actions(&db).await, ["image.create"]);
    }

    async fn an_upload_is_noted_with_the_request_that_ended_it(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let origin = Origin { request: "req-1".to_owned(), address: "192.0.2.7".to_owned(), ..Origin::default() };
        let caller = model::Caller { origin, ..alice.caller.clone() };
        let uploads = registry.uploads(&caller);
        let begun = uploads.begin(&upload("raw", 4)).await.expect("an upload");
        uploads.append(begun.id, 0, Some(4), testkit::body(b"data")).await.expect("all of it");
        let sql = "select action, request_id, address from activity where target_kind = 'image' order by id";
        let rows: Vec<(String, String, String)> = db.db.fetch_all(query(sql)).await.expect("rows");
        let place = |action: &str| (action.to_owned(), "req-1".to_owned(), "192.0.2.7".to_owned());
        assert_eq!(rows, [place("image.create"), place("image.upload")]);
    }

    async fn what_is_staged_and_its_import_are_noted_when_they_are_begun_and_when_they_are_done(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = registry.images(&alice.caller).create(&raw("slow")).await.expect("a new image");
        registry.uploads(&alice.caller).stage(image.id, Some(4), testkit::body(b"data")).await.expect("kept aside");
        registry.imports(&alice.caller).start(image.id, &staged()).await.expect("begun");
        registry.system().do_tasks().await.expect("done");
        let rows = noted(&db).await;
        let told = |row: usize| (rows[row].0.as_str(), rows[row].1.as_str(), rows[row].3.as_str());
        assert_eq!(told(1), ("alice", "image.stage", r#"{"size":4}"#));
        assert_eq!(told(2), ("alice", "image.import", r#"{"method":"glance-direct"}"#));
        assert_eq!(told(3), ("alice", "image.upload", r#"{"size":4}"#));
        assert_eq!(rows.len(), 4);
    }

    async fn who_cancels_an_upload_takes_its_image_away_and_the_sweeper_takes_what_was_left(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let begun = uploads.begin(&upload("mistaken", 4)).await.expect("an upload");
        uploads.end(begun.id).await.expect("cancelled");
        uploads.begin(&upload("forgotten", 4)).await.expect("an upload");
        expire(&db).await;
        registry.system().sweep().await.expect("swept");
        let rows = noted(&db).await;
        let gone = rows.iter().filter(|row| row.1 == "image.delete").map(|row| (row.0.as_str(), row.2.as_str()));
        assert_eq!(gone.collect::<Vec<_>>(), [("alice", "mistaken"), ("", "forgotten")]);
    }

    async fn nobody_changes_or_forgets_what_was_done(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        registry.images(&alice.caller).create(&raw("mine")).await.expect("a new image");
        for sql in ["update activity set actor_name = 'eve'", "delete from activity"] {
            let refused = db.db.execute(query(sql)).await;
            assert!(refused.is_err(), "{sql}");
        }
        assert_eq!(noted(&db).await[0].0, "alice");
    }
}
