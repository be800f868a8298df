//! Imports of several projects share a node's slots, and end with whoever asked for them.

use std::sync::{Arc, Mutex};

use model::{ImageId, Status, TaskStatus};
use registry::{
    Destination, Error, ImportLimits, NewImport, Registry, Requesters, Slots, Source, Transfer,
};
use serde_json::json;
use testkit::{Person, body, both_databases};

use crate::helpers::{files, raw, reservations, setup};

fn import(source: Source, asked: serde_json::Value) -> NewImport {
    NewImport {
        source,
        stores: Destination::Default,
        asked,
        request: "req-test".to_owned(),
        grounds: String::new(),
    }
}

/// A download that waits to be begun.
async fn download(registry: &Registry, who: &Person) -> registry::Result<ImageId> {
    let image = registry
        .images(&who.caller)
        .create(&raw("web"))
        .await
        .expect("a new image")
        .id;
    let uri = "https://example.org/disk.raw";
    let asked = json!({ "method": { "name": "web-download", "uri": uri } });
    let new = import(Source::Web(uri.to_owned()), asked);
    registry
        .imports(&who.caller)
        .start(image, &new)
        .await
        .map(|_| image)
}

/// An import of staged bytes that waits to be begun.
async fn staged(registry: &Registry, who: &Person) -> ImageId {
    let image = registry
        .images(&who.caller)
        .create(&raw("staged"))
        .await
        .expect("a new image")
        .id;
    registry
        .uploads(&who.caller)
        .stage(image, None, body(b"data"))
        .await
        .expect("takes it");
    let new = import(
        Source::Staged,
        json!({ "method": { "name": "glance-direct" } }),
    );
    registry
        .imports(&who.caller)
        .start(image, &new)
        .await
        .expect("begins");
    image
}

/// Fills the slots of that kind. Tells whose tasks they are, in order.
async fn fill(
    registry: &Registry,
    slots: &mut Slots,
    transfer: Transfer,
    who: &[&Person],
) -> String {
    let mut order = Vec::new();
    while slots.is_free(transfer) {
        let Some(lease) = registry
            .system()
            .next_task(slots, transfer)
            .await
            .expect("looks")
        else {
            break;
        };
        let person = who
            .iter()
            .find(|person| person.caller.project == *lease.project());
        order.push(person.expect("one of them").caller.user_name.clone());
    }
    order.join(" ")
}

both_databases! {
    async fn a_project_has_half_of_the_slots_and_the_others_take_turns(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let (bob, carol) = (fixtures.member("bob").await, fixtures.member("carol").await);
        let all = [&alice, &bob, &carol];
        for _ in 0..6 {
            download(&registry, &alice).await.expect("waits");
        }
        let mut slots = Slots::new(2, 4);
        assert_eq!(fill(&registry, &mut slots, Transfer::Remote, &all).await, "alice alice");
        for _ in 0..3 {
            download(&registry, &bob).await.expect("waits");
        }
        download(&registry, &carol).await.expect("waits");
        assert_eq!(fill(&registry, &mut slots, Transfer::Remote, &all).await, "bob carol");
        let done: Vec<_> = slots.leases().cloned().collect();
        for lease in &done {
            slots.give_back(lease);
        }
        // Who was served longest ago is first.
        assert_eq!(fill(&registry, &mut slots, Transfer::Remote, &all).await, "alice bob alice bob");
    }

    async fn two_projects_do_not_fill_all_slots(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let (bob, carol) = (fixtures.member("bob").await, fixtures.member("carol").await);
        let all = [&alice, &bob, &carol];
        for who in [&alice, &bob] {
            for _ in 0..8 {
                download(&registry, who).await.expect("waits");
            }
        }
        let mut slots = Slots::new(2, 16);
        fill(&registry, &mut slots, Transfer::Remote, &all).await;
        download(&registry, &carol).await.expect("waits");
        assert_eq!(fill(&registry, &mut slots, Transfer::Remote, &all).await, "carol");
    }

    async fn downloads_hold_up_no_import_of_what_is_here_already(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let bob = fixtures.member("bob").await;
        for _ in 0..4 {
            download(&registry, &alice).await.expect("waits");
        }
        staged(&registry, &bob).await;
        let mut slots = Slots::new(2, 4);
        fill(&registry, &mut slots, Transfer::Remote, &[&alice]).await;
        assert_eq!(fill(&registry, &mut slots, Transfer::Local, &[&alice, &bob]).await, "bob");
    }

    async fn a_project_has_so_many_imports_waiting_and_no_more(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let bob = fixtures.member("bob").await;
        let registry = registry.with_import_limits(ImportLimits { per_project: 2, ..ImportLimits::default() });
        for _ in 0..2 {
            download(&registry, &alice).await.expect("waits");
        }
        let refused = download(&registry, &alice).await.expect_err("one too many");
        assert!(matches!(refused, Error::TooManyImports { most: 2 }), "{refused}");
        download(&registry, &bob).await.expect("another project's own");
    }

    async fn an_import_that_waited_is_not_begun_for_whom_may_not_any_more(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let standing = Arc::new(Mutex::new(Some(alice.caller.clone())));
        let asked = standing.clone();
        let registry = registry.with_requesters(Requesters::new(move |requester| {
            assert!(!requester.user.as_str().is_empty());
            let now = asked.lock().expect("nobody panicked").clone();
            Box::pin(async move { Ok(now) })
        }));
        let image = staged(&registry, &alice).await;
        *standing.lock().expect("nobody panicked") = None;
        registry.system().do_tasks().await.expect("are done");
        let task = registry.tasks(&alice.caller).of_image(image).await.expect("mine").remove(0);
        assert_eq!(task.status, TaskStatus::Failure);
        assert!(task.message.starts_with("whoever asked for the import may not"), "{}", task.message);
        let image = registry.images(&alice.caller).get(image).await.expect("is there");
        assert_eq!((image.status, image.size), (Status::Queued, None));
        registry.system().reclaim_due().await.expect("bytes are removed");
        assert_eq!((reservations(&db).await, files(&db).len()), (0, 0));
    }
}
