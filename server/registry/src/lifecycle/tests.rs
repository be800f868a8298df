use std::time::Duration;

use model::{Actor, AuditAction, ContainerFormat, DiskFormat, NewImage, Role, Status, now};
use serde_json::json;
use store::{MemoryStore, Stores};
use testkit::{Fixtures, Person, TestDb, body, both_databases};

use super::Retirement;
use crate::{Chunk, NewTask, NewUpload, Registry, Target};

async fn setup(db: &TestDb) -> (Registry, Person) {
    let fixtures = Fixtures::new(db.db.clone()).await;
    let project = fixtures.project("project").await;
    let admin = fixtures.user("admin", &project, Role::Admin).await;
    let stores = Stores::new("memory", MemoryStore::new(1 << 20));
    (Registry::new(db.db.clone(), stores), admin)
}

/// An image with a tag and a property.
fn new_image() -> NewImage {
    let mut image = NewImage {
        name: Some("an image".parse().expect("a name")),
        disk_format: Some(DiskFormat::Raw),
        container_format: Some(ContainerFormat::Bare),
        ..NewImage::default()
    };
    image.tag("tag").expect("a tag");
    image.property("key", "value").expect("a property");
    image
}

fn new_upload() -> NewUpload {
    NewUpload {
        target: Target::New(Box::new(new_image())),
        length: Some(4),
        sha256: None,
        sha512: None,
        metadata: String::new(),
    }
}

/// Shares every image with a project.
async fn share(db: &TestDb) {
    let sql = "
        insert into member (image_id, project_id, status, created_at, updated_at)
        select id, 'another', 'accepted', created_at, created_at from image where status <> 'deleted'";
    db.db.execute(db::query(sql)).await.expect("shared");
}

async fn count(db: &TestDb, sql: &'static str) -> i64 {
    db.db.scalar(db::query(sql)).await.expect(sql)
}

async fn events(db: &TestDb, action: AuditAction) -> i64 {
    let sql = "select count(*) from activity where action = $1 and target_name = 'an image'";
    let events = db::query(sql).bind(action.as_str());
    db.db.scalar(events).await.expect("a number")
}

/// Of every image only its tombstone is left; they were `images`.
async fn assert_retired(registry: &Registry, db: &TestDb, images: i64, way: &str) {
    for sql in [
        "select count(*) from image_tag",
        "select count(*) from image_property",
        "select count(*) from member",
        "select count(*) from location",
        "select count(*) from reservation",
        "select count(*) from upload where state = 'open'",
        "select count(*) from image where status <> 'deleted' or deleted_at is null",
        "select cast(coalesce(sum(images + uploading + stored + reserved + staged), 0) as bigint) from project_usage",
    ] {
        assert_eq!(count(db, sql).await, 0, "{way}: {sql}");
    }
    assert_eq!(
        count(db, "select count(*) from image").await,
        images,
        "{way}"
    );
    assert_eq!(events(db, AuditAction::ImageDelete).await, images, "{way}");
    let drift = registry.system().usage_drift().await.expect("counts");
    assert_eq!(drift, Vec::new(), "{way}");
}

both_databases! {
    async fn whichever_way_an_image_goes_only_its_tombstone_stays(db: TestDb) {
        let (registry, admin) = setup(&db).await;
        let (images, uploads) = (registry.images(&admin.caller), registry.uploads(&admin.caller));
        let system = registry.system();

        let image = images.create(&new_image()).await.expect("an image");
        uploads.put(image.id, Some(4), body(b"data")).await.expect("its data");
        share(&db).await;
        images.delete(image.id).await.expect("is deleted");
        assert_retired(&registry, &db, 1, "deleted").await;

        let upload = uploads.begin(&new_upload()).await.expect("begins");
        uploads.append(upload.id, 0, None, body(b"da")).await.expect("takes it");
        share(&db).await;
        uploads.end(upload.id).await.expect("is given up");
        assert_retired(&registry, &db, 2, "given up").await;

        uploads.begin(&new_upload()).await.expect("begins");
        share(&db).await;
        let past = now() - Duration::from_secs(3600);
        let expire = db::query("update upload set expires_at = $1 where state = 'open'").bind(past);
        db.db.execute(expire).await.expect("expires");
        system.sweep_uploads().await.expect("sweeps");
        assert_retired(&registry, &db, 3, "expired").await;

        let chunk = Chunk { size: Some(5), ..Chunk::at(0, body(b"data!")) };
        uploads.create(&new_upload(), chunk).await.expect_err("is too long");
        assert_retired(&registry, &db, 4, "refused with its first bytes").await;

        let task = NewTask {
            image: new_image(),
            uri: "http://images.example/disk.raw".to_owned(),
            input: json!({}),
            request: String::new(),
            grounds: String::new(),
        };
        registry.tasks(&admin.caller).begin(&task).await.expect("begins");
        share(&db).await;
        assert_eq!(system.fail_open_tasks("not today").await.expect("fails"), 1);
        assert_retired(&registry, &db, 5, "its task has failed").await;
    }

    async fn a_change_is_made_from_the_statuses_that_it_names_and_noted_once(db: TestDb) {
        let (registry, admin) = setup(&db).await;
        let image = registry.images(&admin.caller).create(&new_image()).await.expect("an image");
        let actor = || Actor::from(&admin.caller);
        let mut tx = db.db.begin().await.expect("begins");
        let mut lifecycle = registry.lifecycle(&mut tx, now());
        assert!(!lifecycle.deactivate(image.id, actor()).await.expect("asks"));
        assert!(!lifecycle.reactivate(image.id, actor()).await.expect("asks"));
        let retirement = |from, actor| Retirement { image: image.id, from, unprotected: true, owned_by: None, actor };
        assert!(!lifecycle.retire(retirement(&[Status::Active], actor())).await.expect("asks"));
        tx.commit().await.expect("commits");
        assert_eq!(count(&db, "select count(*) from image_tag").await, 1);
        assert_eq!(events(&db, AuditAction::ImageDelete).await, 0);

        registry.uploads(&admin.caller).put(image.id, Some(4), body(b"data")).await.expect("its data");
        let mut tx = db.db.begin().await.expect("begins");
        let mut lifecycle = registry.lifecycle(&mut tx, now());
        assert!(!lifecycle.requeue(image.id).await.expect("asks"), "its data was accepted");
        assert!(lifecycle.deactivate(image.id, actor()).await.expect("is active"));
        assert!(!lifecycle.deactivate(image.id, actor()).await.expect("asks"));
        assert!(lifecycle.reactivate(image.id, actor()).await.expect("is deactivated"));
        assert!(lifecycle.retire(retirement(&[Status::Active], actor())).await.expect("is active"));
        assert!(!lifecycle.retire(retirement(&[Status::Active], actor())).await.expect("asks"));
        tx.commit().await.expect("commits");
        for action in [AuditAction::ImageDeactivate, AuditAction::ImageReactivate] {
            assert_eq!(events(&db, action).await, 1);
        }
        assert_retired(&registry, &db, 1, "retired").await;
    }

    async fn a_protected_image_is_spared_where_that_is_asked(db: TestDb) {
        let (registry, admin) = setup(&db).await;
        let new = NewImage { protected: true, ..new_image() };
        let image = registry.images(&admin.caller).create(&new).await.expect("an image");
        let mut tx = db.db.begin().await.expect("begins");
        let mut lifecycle = registry.lifecycle(&mut tx, now());
        let retirement = |unprotected| Retirement {
            image: image.id,
            from: &[Status::Queued],
            unprotected,
            owned_by: None,
            actor: Actor::default(),
        };
        assert!(!lifecycle.retire(retirement(true)).await.expect("asks"));
        assert!(lifecycle.retire(retirement(false)).await.expect("is queued"));
    }
}
