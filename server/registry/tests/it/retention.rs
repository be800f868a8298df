//! Tables that only grow are kept in bounds, and what must stay stays.

use std::time::Duration;

use db::query;
use model::{Change, NewImage, Origin};
use registry::{Error, Registry, Retention};
use testkit::{body, both_databases};

use crate::helpers::{active, count, raw, run, setup, upload};

/// Nothing is kept.
fn forgetful(registry: &Registry) -> Registry {
    registry.clone().with_retention(Retention {
        uploads: Some(Duration::ZERO),
        audit_log: Some(Duration::ZERO),
        audit_addresses: Some(Duration::ZERO),
        deleted_images: Some(Duration::ZERO),
        tasks: Duration::ZERO,
        ..Retention::default()
    })
}

/// Everything is kept.
fn forever(registry: &Registry) -> Registry {
    registry.clone().with_retention(Retention {
        uploads: None,
        audit_log: None,
        audit_addresses: None,
        deleted_images: None,
        ..Retention::default()
    })
}

both_databases! {
    async fn parts_and_rows_of_uploads_that_are_over_go_and_those_under_way_stay(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let image = active(&registry, &alice.caller, b"done").await;
        let open = uploads.begin(&upload("open", 10)).await.expect("begins");
        uploads.append(open.id, 0, None, body(b"1234")).await.expect("takes it");
        assert_eq!(count(&db, "select count(*) from upload_part").await, 2);
        forever(&registry).system().retain().await.expect("keeps");
        assert_eq!(count(&db, "select count(*) from upload_part").await, 1, "of no use to anybody");
        registry.system().retain().await.expect("keeps");
        assert_eq!(count(&db, "select count(*) from upload").await, 2, "a week has not passed");
        forgetful(&registry).system().retain().await.expect("forgets");
        assert_eq!(count(&db, "select count(*) from upload").await, 1);
        assert!(registry.images(&alice.caller).data(image.id).await.expect("mine").is_some());
        assert_eq!(uploads.append(open.id, 4, None, body(b"567890")).await.expect("goes on").offset, 10);
    }

    async fn more_rows_than_one_batch_go_in_one_run(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let done = active(&registry, &alice.caller, b"done").await;
        let sql = "
            insert into upload_part (upload_id, number, size, tag)
            with recursive number (i) as (select 2 union all select i + 1 from number where i < 1700)
            select upload.id, number.i, 1, 'tag' from upload, number";
        run(&db, sql, &[]).await;
        let sql = "
            insert into task (id, kind, status, project_id, user_id, request_id, input, created_at, updated_at, expires_at)
            with recursive number (i) as (select 2 union all select i + 1 from number where i < 1700)
            select 'task-' || i, 'import', 'success', 'p', 'u', 'r', '{}', created_at, created_at, created_at from image, number";
        run(&db, sql, &[]).await;
        registry.system().retain().await.expect("forgets");
        registry.system().sweep_tasks().await.expect("forgets");
        assert_eq!(count(&db, "select count(*) from upload_part").await, 0);
        assert_eq!(count(&db, "select count(*) from task").await, 0);
        assert!(registry.images(&alice.caller).data(done.id).await.expect("mine").is_some());
    }

    async fn the_audit_log_loses_addresses_first_and_entries_later_and_to_nobody_else(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let origin = Origin { address: "192.0.2.7".to_owned(), user_agent: "curl".to_owned(), ..Origin::default() };
        let caller = model::Caller { origin, ..alice.caller.clone() };
        let images = registry.images(&caller);
        let image = images.create(&raw("first")).await.expect("an image");
        registry.system().retain().await.expect("keeps");
        let with_address = "select count(*) from activity where address = '192.0.2.7' and user_agent = 'curl'";
        assert_eq!(count(&db, with_address).await, 1);
        let entries = "select count(*) from activity";
        let all = count(&db, entries).await;
        let blanking = Retention { audit_log: None, ..Retention::default() };
        let blanking = registry.clone().with_retention(Retention { audit_addresses: Some(Duration::ZERO), ..blanking });
        blanking.system().retain().await.expect("blanks");
        assert_eq!((count(&db, with_address).await, count(&db, entries).await), (0, all));
        // What comes later is blanked later.
        images.update(image.id, &[Change::Protected(true)]).await.expect("changed");
        assert_eq!(count(&db, with_address).await, 1);
        blanking.system().retain().await.expect("blanks");
        assert_eq!(count(&db, with_address).await, 0);
        for sql in ["delete from activity", "update activity set address = ''", "update activity set actor_name = 'eve'"] {
            let refused = db.db.execute(query(sql)).await;
            assert!(refused.is_err(), "{sql}");
        }
        forgetful(&registry).system().retain().await.expect("forgets");
        assert_eq!(count(&db, entries).await, 0);
        images.update(image.id, &[Change::Protected(false)]).await.expect("changed");
        let refused = db.db.execute(query("delete from activity")).await;
        assert!(refused.is_err(), "the job has taken its right back");
        assert_eq!(count(&db, entries).await, 1);
    }

    async fn of_a_deleted_image_only_the_id_stays_and_is_never_used_again(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let images = registry.images(&alice.caller);
        let uploads = registry.uploads(&alice.caller);
        let image = active(&registry, &alice.caller, b"data").await;
        images.delete(image.id).await.expect("deleted");
        // One that is given up with its upload leaves its tags.
        let mut new = raw("secret");
        new.tag("secret").expect("a tag");
        let begun = uploads.begin(&registry::NewUpload { target: registry::Target::New(Box::new(new)), ..upload("", 4) }).await.expect("begins");
        uploads.end(begun.id).await.expect("given up");
        registry.system().retain().await.expect("keeps");
        let named = "select count(*) from image where name is not null or sha512 is not null";
        assert_eq!(count(&db, named).await, 2, "a month has not passed");
        forgetful(&registry).system().retain().await.expect("forgets");
        assert_eq!(count(&db, named).await, 0);
        assert_eq!(count(&db, "select count(*) from image_tag").await, 0);
        assert_eq!(count(&db, "select count(*) from image").await, 2);
        let again = images.create(&NewImage { id: Some(image.id), ..raw("again") }).await;
        assert!(matches!(again, Err(Error::ImageExists(_))), "{again:?}");
        assert!(matches!(images.get(image.id).await, Err(Error::ImageNotFound(_))));
    }
}
