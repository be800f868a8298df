//! Rows that a newer release wrote, read by this one: beside it during a rolling upgrade, or after a rollback.

use model::{Change, ImageName, MemberStatus, NewImage, Role, Status, TaskStatus, Visibility};
use registry::{
    ActivityQuery, ActivityScope, Destination, Error, Fsck, ImageQuery, NewImport, Registry,
    SharedFilter, Source, TaskQuery, VisibilityFilter,
};
use testkit::{Fixtures, Person, TestDb, body, both_databases};

use crate::helpers::{active, count, files, raw, run, setup, upload};

/// Each column that holds an enum, and a word in it that only a newer release knows.
const COLUMNS: [&str; 12] = [
    "update image set status = 'quarantined'",
    "update image set visibility = 'tenant'",
    "update image set disk_format = 'zdisk'",
    "update image set container_format = 'oci'",
    "update member set status = 'blocked'",
    "update task set status = 'paused'",
    "update task set kind = 'convert'",
    "update upload set state = 'paused'",
    "update upload set kind = 'swarm'",
    "update reservation set space = 'scratch'",
    "update assignment set role = 'auditor'",
    "insert into activity (at, actor_id, actor_name, action, target_kind, target_id, target_name, details, node, request_id,
        address, user_agent) select at, actor_id, actor_name, 'image.paint', target_kind, target_id, target_name, details,
        node, request_id, address, user_agent from activity",
];

/// Asks for everything that reads rows with enums.
async fn read_all(registry: &Registry, who: &[&Person], why: &str) {
    let system = registry.system();
    for person in who {
        let caller = &person.caller;
        let images = registry.images(caller);
        let query = ImageQuery {
            listed: VisibilityFilter::All,
            shared: SharedFilter::All,
            ..ImageQuery::default()
        };
        for image in images.list(&query).await.expect(why).items {
            images.get(image.id).await.expect(why);
            images.data(image.id).await.expect(why);
            registry.tasks(caller).of_image(image.id).await.expect(why);
            if image.visibility == Visibility::Shared {
                images.members(image.id).await.expect(why);
            }
            let query = ActivityQuery::of(ActivityScope::Image(image.id));
            registry.activity(caller).list(&query).await.expect(why);
        }
        for answer in MemberStatus::ALL {
            images.invitations(*answer).await.expect(why);
        }
        images.waiting().await.expect(why);
        let query = ActivityQuery::of(ActivityScope::Project(caller.project.clone()));
        registry.activity(caller).list(&query).await.expect(why);
        registry
            .uploads(caller)
            .open_uploads(None)
            .await
            .expect(why);
        registry.usage(caller).own().await.expect(why);
        if registry.policies().is_admin(caller) {
            registry
                .tasks(caller)
                .list(&TaskQuery::default())
                .await
                .expect(why);
            registry.usage(caller).all().await.expect(why);
            let query = ActivityQuery::of(ActivityScope::All);
            registry.activity(caller).list(&query).await.expect(why);
        }
    }
    let mut changes = system.changes_since(0).await.expect(why);
    assert!(
        !system.read(&mut changes).await.expect(why).is_empty(),
        "{why}"
    );
    system.do_tasks().await.expect(why);
    system.sweep().await.expect(why);
    system.retain().await.expect(why);
    system.fsck(Fsck::default()).await.expect(why);
}

/// A shared image with a member, one with a task and staged data, and an upload under way.
async fn furnished(
    registry: &Registry,
    fixtures: &Fixtures,
    alice: &Person,
    bob: &Person,
) -> Person {
    let images = registry.images(&alice.caller);
    let shared = active(registry, &alice.caller, b"shared").await;
    images
        .share(shared.id, &bob.caller.project)
        .await
        .expect("shared");
    let staged = images.create(&raw("staged")).await.expect("an image");
    let uploads = registry.uploads(&alice.caller);
    uploads
        .stage(staged.id, None, body(b"staged"))
        .await
        .expect("staged");
    import(registry, alice, staged.id, "glance-direct").await;
    uploads
        .begin(&upload("under way", 10))
        .await
        .expect("an upload");
    let project = fixtures.project("admins").await;
    fixtures.user("root", &project, Role::Admin).await
}

async fn import(registry: &Registry, who: &Person, image: model::ImageId, method: &str) {
    let new = NewImport {
        source: Source::Staged,
        stores: Destination::Default,
        asked: serde_json::json!({ "method": { "name": method } }),
        request: "req-test".to_owned(),
        grounds: String::new(),
    };
    let imports = registry.imports(&who.caller);
    imports.start(image, &new).await.expect("begun");
}

const PAST: &str = "1970-01-01T00:00:00Z";

/// Lets every upload expire.
async fn expire(db: &TestDb) {
    let sql = match db.db {
        db::Db::Sqlite(_) => "update upload set expires_at = $1, lease_until = null",
        db::Db::Postgres(_) => {
            "update upload set expires_at = cast($1 as timestamptz), lease_until = null"
        }
    };
    run(db, sql, &[PAST]).await;
}

both_databases! {
    async fn no_word_of_a_newer_release_takes_a_list_a_feed_or_a_sweep_with_it(db: TestDb) {
        for sql in COLUMNS {
            let db = db.another().await;
            let (registry, fixtures, alice) = setup(&db).await;
            let bob = fixtures.member("bob").await;
            let root = furnished(&registry, &fixtures, &alice, &bob).await;
            run(&db, sql, &[]).await;
            read_all(&registry, &[&alice, &bob, &root], sql).await;
        }
    }

    async fn an_image_in_an_unknown_state_is_shown_and_nothing_is_done_to_it(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let images = registry.images(&alice.caller);
        let image = active(&registry, &alice.caller, b"data").await;
        run(&db, "update image set status = 'quarantined'", &[]).await;
        assert_eq!(images.get(image.id).await.expect("is shown").status.as_str(), "quarantined");
        assert!(images.data(image.id).await.expect("is asked for").is_none());
        assert!(matches!(images.delete(image.id).await, Err(Error::Unrecognized { .. })));
        assert!(images.deactivate(image.id).await.is_err());
        assert!(registry.uploads(&alice.caller).put(image.id, None, body(b"more")).await.is_err());
        registry.system().fsck(Fsck { repair: true, ..Fsck::default() }).await.expect("repairs");
        assert_eq!(files(&db).len(), 1);
        assert_eq!(images.get(image.id).await.expect("is shown").status.as_str(), "quarantined");
    }

    async fn an_unknown_visibility_is_private_and_stays_when_something_else_changes(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let bob = fixtures.member("bob").await;
        let new = NewImage { visibility: Visibility::Community, ..raw("theirs") };
        let image = registry.images(&alice.caller).create(&new).await.expect("an image");
        assert!(registry.images(&bob.caller).get(image.id).await.is_ok());
        run(&db, "update image set visibility = 'tenant', disk_format = 'zdisk'", &[]).await;
        assert!(registry.images(&bob.caller).get(image.id).await.is_err());
        let name: ImageName = "renamed".parse().expect("a name");
        let changed = registry.images(&alice.caller).update(image.id, &[Change::Name(Some(name))]).await.expect("renamed");
        assert_eq!(changed.visibility.as_str(), "tenant");
        assert_eq!(count(&db, "select count(*) from image where visibility = 'tenant' and disk_format = 'zdisk'").await, 1);
    }

    async fn uploads_of_an_unknown_kind_or_state_are_left_to_the_newer_release(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        for sql in ["update upload set kind = 'swarm'", "update upload set kind = 'tus', state = 'paused'"] {
            run(&db, "delete from upload", &[]).await;
            let began = uploads.begin(&upload("theirs", 10)).await.expect("begins");
            uploads.append(began.id, 0, None, body(b"1234")).await.expect("takes it");
            run(&db, sql, &[]).await;
            expire(&db).await;
            registry.system().fsck(Fsck { repair: true, ..Fsck::default() }).await.expect("repairs");
            assert_eq!(count(&db, "select count(*) from upload where state <> 'ended'").await, 1, "{sql}");
            assert_eq!(files(&db).len(), 1, "{sql}");
            assert!(uploads.append(began.id, 4, None, body(b"5678")).await.is_err(), "{sql}");
            std::fs::remove_file(&files(&db)[0]).expect("its part goes");
        }
    }

    async fn a_task_that_only_a_newer_release_can_do_waits_for_it(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = registry.images(&alice.caller).create(&raw("staged")).await.expect("an image");
        registry.uploads(&alice.caller).stage(image.id, None, body(b"data")).await.expect("staged");
        import(&registry, &alice, image.id, "glance-teleport").await;
        run(&db, "update task set kind = 'convert'", &[]).await;
        assert_eq!(registry.system().take_task().await.expect("looks"), None);
        run(&db, "update task set kind = 'api_image_import'", &[]).await;
        registry.system().do_tasks().await.expect("looks");
        let task = registry.tasks(&alice.caller).of_image(image.id).await.expect("mine").pop().expect("a task");
        assert_eq!(task.status, TaskStatus::Processing, "its method is unknown too: {}", task.message);
        assert_eq!(count(&db, "select attempts from task").await, 0);
        let image = registry.images(&alice.caller).get(image.id).await.expect("is there");
        assert_eq!(image.status, Status::Uploading);
    }
}
