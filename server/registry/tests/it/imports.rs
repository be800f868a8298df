use db::query;
use model::{Image, ImageId, Status, TaskStatus};
use registry::{Destination, Error, NewImport, Registry, Source};
use serde_json::json;
use std::time::Duration;
use testkit::{Person, TestDb, body, both_databases, noise, read};

use crate::helpers::{left, limit, open, raw, reservations, setup};

both_databases! {
    async fn what_was_staged_is_imported_byte_for_byte(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let data = noise(20 << 20);
        let image = staged(&registry, &alice, &data).await;
        assert_eq!((image.status, image.size), (Status::Uploading, Some(data.len() as u64)));
        start(&registry, &alice, image.id).await.expect("begins");
        registry.system().do_tasks().await.expect("are done");
        let image = registry.images(&alice.caller).get(image.id).await.expect("is there");
        assert_eq!((image.status, image.size), (Status::Active, Some(data.len() as u64)));
        let stored = registry.images(&alice.caller).data(image.id).await.expect("mine").expect("has data");
        assert!(read(stored.read(None).await.expect("reads")).await == data);
    }

    async fn what_is_staged_counts_until_it_is_imported(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        limit(&db, &alice.caller, "image_stage_total", 1).await;
        let (data, images) = (noise(1 << 20), registry.images(&alice.caller));
        let (first, second) = (images.create(&raw("1")).await.expect("new"), images.create(&raw("2")).await.expect("new"));
        let stage = async |image: &Image, length, data: &[u8]| registry.uploads(&alice.caller).stage(image.id, length, body(data)).await;
        for length in [None, Some((1 << 20) + 1)] {
            let over = stage(&first, length, &noise((1 << 20) + 1)).await;
            assert!(matches!(over, Err(Error::OverQuota(_))), "{over:?}");
        }
        assert!(left(&registry, &db).await.is_empty());
        stage(&first, None, &data).await.expect("just fits");
        assert!(matches!(stage(&second, None, b"x").await, Err(Error::OverQuota(_))));
        start(&registry, &alice, first.id).await.expect("begins");
        registry.system().do_tasks().await.expect("are done");
        stage(&second, None, &data).await.expect("there is room again");
        images.delete(second.id).await.expect("is deleted");
        assert_eq!(reservations(&db).await, 0);
        assert_eq!(registry.system().usage_drift().await.expect("counts"), Vec::new());
    }

    async fn one_import_at_a_time(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = staged(&registry, &alice, b"data").await;
        let starts = (0..8).map(|_| start(&registry, &alice, image.id));
        let begun = futures::future::join_all(starts).await;
        assert_eq!(begun.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{begun:?}");
        registry.system().do_tasks().await.expect("are done");
        let tasks = registry.tasks(&alice.caller).of_image(image.id).await.expect("mine");
        assert_eq!(tasks.iter().map(|task| task.status).collect::<Vec<_>>(), [TaskStatus::Success]);
    }

    async fn tasks_of_an_image_are_told_as_far_as_they_fit_into_an_answer(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = staged(&registry, &alice, b"data").await;
        start(&registry, &alice, image.id).await.expect("begins");
        let told = async || registry.tasks(&alice.caller).of_image(image.id).await.expect("mine").len();
        assert_eq!(told().await, 1);
        let long = query("update task set input = $1").bind("x".repeat(2 << 20));
        db.db.execute(long).await.expect("is longer");
        assert_eq!(told().await, 0);
    }

    async fn staged_bytes_go_with_their_image(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = staged(&registry, &alice, b"data").await;
        assert_eq!(left(&registry, &db).await.len(), 1);
        registry.images(&alice.caller).delete(image.id).await.expect("is deleted");
        assert!(left(&registry, &db).await.is_empty());
    }

    async fn staged_bytes_that_nobody_imports_go_after_a_day(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = staged(&registry, &alice, b"data").await;
        registry.system().sweep().await.expect("sweeps");
        assert_eq!(registry.images(&alice.caller).get(image.id).await.expect("is there").status, Status::Uploading);
        run(&db, "update upload set expires_at = $1 where state = 'open'", model::now() - Duration::from_secs(1)).await;
        registry.system().sweep().await.expect("sweeps");
        let image = registry.images(&alice.caller).get(image.id).await.expect("is there");
        assert_eq!((image.status, image.size), (Status::Queued, None));
        assert!(left(&registry, &db).await.is_empty());
    }

    async fn an_import_continues_after_its_worker_crashed(db: TestDb) {
        let (first, _, alice) = setup(&db).await;
        let second = open(&db).await;
        let image = staged(&first, &alice, b"data").await;
        start(&first, &alice, image.id).await.expect("begins");
        let expired = first.system().take_task().await.expect("looks").expect("there is one");
        // Its lease is valid: no other node takes the task.
        assert_eq!(second.system().take_task().await.expect("looks"), None);
        run_out(&db).await;
        second.system().do_tasks().await.expect("are done");
        let tasks = second.tasks(&alice.caller).of_image(image.id).await.expect("mine");
        assert_eq!(tasks[0].status, TaskStatus::Success);
        // The old worker continues: what it does has no effect.
        first.system().carry_out(&expired).await;
        first.system().retry_task_later(&expired, Duration::ZERO).await.expect("nothing happens");
        assert_eq!(second.tasks(&alice.caller).of_image(image.id).await.expect("mine"), tasks);
        let after = second.images(&alice.caller).get(image.id).await.expect("is there");
        assert_eq!((after.status, after.size), (Status::Active, Some(4)));
    }

    async fn a_worker_without_a_lease_cannot_end_what_another_works_on(db: TestDb) {
        let (first, _, alice) = setup(&db).await;
        let second = open(&db).await;
        let image = staged(&first, &alice, b"data").await;
        start(&first, &alice, image.id).await.expect("begins");
        let stale = first.system().take_task().await.expect("looks").expect("there is one");
        run_out(&db).await;
        let successor = second.system().take_task().await.expect("looks").expect("it is free again");
        first.system().carry_out(&stale).await;
        let image = second.images(&alice.caller).get(image.id).await.expect("is there");
        assert_eq!(image.status, Status::Uploading, "the old worker changed nothing");
        second.system().carry_out(&successor).await;
        assert_eq!(second.images(&alice.caller).get(image.id).await.expect("is there").status, Status::Active);
    }

    async fn an_image_deleted_meanwhile_ends_its_import(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = staged(&registry, &alice, b"data").await;
        start(&registry, &alice, image.id).await.expect("begins");
        let lease = registry.system().take_task().await.expect("looks").expect("there is one");
        registry.images(&alice.caller).delete(image.id).await.expect("is deleted");
        registry.system().carry_out(&lease).await;
        assert_eq!(registry.system().take_task().await.expect("looks"), None);
        assert!(left(&registry, &db).await.is_empty());
    }

    async fn a_task_that_never_ends_fails_at_last(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = staged(&registry, &alice, b"data").await;
        start(&registry, &alice, image.id).await.expect("begins");
        for _ in 0..5 {
            registry.system().take_task().await.expect("looks").expect("there is one");
            run_out(&db).await;
        }
        registry.system().do_tasks().await.expect("are done");
        assert_eq!((reservations(&db).await, registry.system().usage_drift().await.expect("counts").len()), (0, 0));
        let tasks = registry.tasks(&alice.caller).of_image(image.id).await.expect("mine");
        assert_eq!((tasks[0].status, tasks[0].message.as_str()), (TaskStatus::Failure, "it failed after 5 attempts without a result"));
        let image = registry.images(&alice.caller).get(image.id).await.expect("is there");
        assert_eq!((image.status, image.size), (Status::Queued, None));
        assert!(left(&registry, &db).await.is_empty());
    }

    async fn an_ended_task_is_forgotten_after_two_days(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = staged(&registry, &alice, b"data").await;
        start(&registry, &alice, image.id).await.expect("begins");
        registry.system().do_tasks().await.expect("are done");
        registry.system().sweep().await.expect("sweeps");
        assert_eq!(registry.tasks(&alice.caller).of_image(image.id).await.expect("mine").len(), 1);
        run(&db, "update task set expires_at = $1", model::now() - Duration::from_secs(1)).await;
        registry.system().sweep().await.expect("sweeps");
        assert!(registry.tasks(&alice.caller).of_image(image.id).await.expect("mine").is_empty());
    }

    async fn an_upload_tried_again_after_a_crash_keeps_what_it_brought_itself(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = staged(&registry, &alice, b"old data").await;
        start(&registry, &alice, image.id).await.expect("begins");
        registry.system().do_tasks().await.expect("are done");
        // As if the crash had come when the object was made, and before anybody knew.
        for sql in [
            "delete from location where $1 is not null",
            "update image set status = 'uploading' where $1 is not null",
            "update upload set state = 'open', kind = 'staged', expires_at = $1, lease_until = $1",
        ] {
            run(&db, sql, model::now() - Duration::from_secs(1)).await;
        }
        registry.system().sweep().await.expect("sweeps");
        registry.uploads(&alice.caller).put(image.id, None, body(b"new data")).await.expect("takes it");
        let stored = registry.images(&alice.caller).data(image.id).await.expect("mine").expect("has data");
        assert_eq!(read(stored.read(None).await.expect("reads")).await, b"new data");
        assert_eq!(left(&registry, &db).await.len(), 1, "and nothing of the old is left");
    }
}

async fn staged(registry: &Registry, who: &Person, data: &[u8]) -> Image {
    let images = registry.images(&who.caller);
    let image = images.create(&raw("staged")).await.expect("a new image");
    let uploads = registry.uploads(&who.caller);
    uploads
        .stage(image.id, None, body(data))
        .await
        .expect("takes it");
    images.get(image.id).await.expect("the image")
}

async fn start(registry: &Registry, who: &Person, image: ImageId) -> registry::Result<()> {
    let new = NewImport {
        source: Source::Staged,
        stores: Destination::Default,
        asked: json!({ "method": { "name": "glance-direct" } }),
        request: "req-test".to_owned(),
        grounds: String::new(),
    };
    registry
        .imports(&who.caller)
        .start(image, &new)
        .await
        .map(drop)
}

/// Every lease runs out, as after a minute of silence.
async fn run_out(db: &TestDb) {
    run(
        db,
        "update task set lease_until = 0 where $1 is not null",
        model::now(),
    )
    .await;
}

async fn run(db: &TestDb, sql: &'static str, at: model::OffsetDateTime) {
    db.db.execute(query(sql).bind(at)).await.expect(sql);
}
