//! The server's own work goes on whatever goes wrong beside it.

use std::{ops::Range, sync::Arc, time::Duration};

use async_trait::async_trait;
use db::query;
use model::{Status, TaskStatus, UploadState};
use registry::{Destination, Error, NewImport, Registry, Retention, Source};
use store::{ByteStream, Key, MemoryStore, Part, Session, Store, StoredItem, Stores};
use testkit::{Fixtures, TestDb, body, both_databases};
use tokio::{sync::Semaphore, time::sleep};

use crate::helpers::{count, files, left, raw, run, setup, upload};

/// A store that completes nothing before it is let.
#[derive(Clone, Debug)]
struct Slow {
    inner: Arc<MemoryStore>,
    asked: Arc<Semaphore>,
    gate: Arc<Semaphore>,
}

impl Slow {
    fn new() -> Self {
        Self {
            inner: Arc::new(MemoryStore::new(1 << 20)),
            asked: Arc::new(Semaphore::new(0)),
            gate: Arc::new(Semaphore::new(0)),
        }
    }

    /// A node with this store, which renews its claims very often.
    fn node(&self, db: &TestDb) -> Registry {
        Registry::new(db.db.clone(), Stores::new("slow", self.clone()))
            .with_heartbeat(Duration::from_millis(50))
    }

    async fn is_asked(&self) {
        self.asked.acquire().await.expect("open").forget();
    }
}

#[async_trait]
impl Store for Slow {
    async fn complete(&self, key: &Key, session: &Session, parts: &[Part]) -> store::Result<()> {
        self.asked.add_permits(1);
        self.gate.acquire().await.expect("open").forget();
        self.inner.complete(key, session, parts).await
    }

    async fn begin(&self, key: &Key) -> store::Result<Session> {
        self.inner.begin(key).await
    }

    async fn put_part(
        &self,
        key: &Key,
        session: &Session,
        number: u32,
        data: ByteStream,
    ) -> store::Result<Part> {
        self.inner.put_part(key, session, number, data).await
    }

    async fn drop_part(&self, key: &Key, session: &Session, part: &Part) -> store::Result<()> {
        self.inner.drop_part(key, session, part).await
    }

    async fn abort(&self, key: &Key, session: &Session) -> store::Result<()> {
        self.inner.abort(key, session).await
    }

    async fn is_open(&self, key: &Key, session: &Session) -> store::Result<bool> {
        self.inner.is_open(key, session).await
    }

    async fn read(&self, key: &Key, range: Option<Range<u64>>) -> store::Result<ByteStream> {
        self.inner.read(key, range).await
    }

    async fn size(&self, key: &Key) -> store::Result<u64> {
        self.inner.size(key).await
    }

    async fn delete(&self, key: &Key) -> store::Result<()> {
        self.inner.delete(key).await
    }

    async fn drop_session(&self, session: &Session) -> store::Result<()> {
        self.inner.drop_session(session).await
    }

    async fn list(&self) -> store::Result<Vec<StoredItem>> {
        self.inner.list().await
    }

    async fn marker(&self) -> store::Result<Option<String>> {
        self.inner.marker().await
    }

    async fn set_marker(&self, marker: &str) -> store::Result<()> {
        self.inner.set_marker(marker).await
    }

    async fn room(&self) -> store::Result<Option<u64>> {
        self.inner.room().await
    }
}

/// Makes the claim of every open upload look expired.
async fn stop_renewing(db: &TestDb) {
    let past = model::now() - Duration::from_secs(3600);
    let sql = "update upload set expires_at = $1, lease_until = $1 where state = 'open'";
    let stopped = db.db.execute(query(sql).bind(past)).await;
    stopped.expect("an update");
}

fn staged_import() -> NewImport {
    NewImport {
        source: Source::Staged,
        stores: Destination::Default,
        asked: serde_json::json!({ "method": { "name": "glance-direct" } }),
        request: "req-test".to_owned(),
        grounds: String::new(),
    }
}

both_databases! {
    async fn one_row_that_cannot_be_read_keeps_no_sweep_from_the_others(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let mut begun = Vec::new();
        for name in ["a", "b", "c", "d"] {
            let one = uploads.begin(&upload(name, 10)).await.expect("begins");
            uploads.append(one.id, 0, None, body(b"1234")).await.expect("takes it");
            begun.push(one.id.to_string());
        }
        begun.sort();
        // The first that the sweep comes to, and bytes that it comes to before any others.
        run(&db, "update upload set object_key = 'no key' where id = $1", &[&begun[0]]).await;
        run(&db, "insert into reclaim (id, store, object_key, due_at) select 'x', 'file', 'no key', min(created_at) from upload", &[]).await;
        run(&db, "insert into reclaim (id, store, object_key, due_at) select 'y', 'gone', 'p/u', min(created_at) from upload", &[]).await;
        stop_renewing(&db).await;
        registry.system().sweep().await.expect("sweeps");
        assert_eq!(count(&db, "select count(*) from upload where state = 'ended'").await, 3);
        assert_eq!(files(&db).len(), 1, "only those of the unreadable one");
        assert_eq!(count(&db, "select count(*) from reclaim where id in ('x', 'y')").await, 2, "they are tried again");
    }

    async fn a_request_leaves_bytes_to_the_worker_and_two_workers_share_them(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let images = registry.images(&alice.caller);
        let mut all = Vec::new();
        for _ in 0..30 {
            all.push(crate::helpers::active(&registry, &alice.caller, b"data").await.id);
        }
        for id in all {
            images.delete(id).await.expect("deleted");
        }
        assert_eq!(files(&db).len(), 30, "no request waits for a store");
        let woken = tokio::time::timeout(Duration::from_secs(5), registry.bytes_to_reclaim()).await;
        assert!(woken.is_ok(), "the worker is woken at once");
        let (one, other) = (registry.system(), registry.system());
        let (one, other) = tokio::join!(one.reclaim_due(), other.reclaim_due());
        one.and(other).expect("reclaims");
        assert!(left(&registry, &db).await.is_empty());
        assert_eq!(count(&db, "select count(*) from reclaim").await, 0);
    }

    async fn a_store_that_takes_its_time_to_complete_loses_nothing_to_the_sweep(db: TestDb) {
        let alice = Fixtures::new(db.db.clone()).await.member("alice").await;
        let slow = Slow::new();
        let (node, other) = (slow.node(&db), slow.node(&db));
        let began = node.uploads(&alice.caller).begin(&upload("slow", 4)).await.expect("begins");
        let (uploader, caller) = (node.clone(), alice.caller.clone());
        let tus = tokio::spawn(async move { uploader.uploads(&caller).append(began.id, 0, None, body(b"data")).await });
        slow.is_asked().await;
        let image = node.images(&alice.caller).create(&raw("put")).await.expect("an image");
        let (uploader, caller) = (node.clone(), alice.caller.clone());
        let put = tokio::spawn(async move { uploader.uploads(&caller).put(image.id, None, body(b"data")).await });
        slow.is_asked().await;
        for _ in 0..3 {
            stop_renewing(&db).await;
            sleep(Duration::from_millis(500)).await;
            let swept = tokio::time::timeout(Duration::from_secs(5), other.system().sweep()).await;
            swept.expect("no work under way is begun again").expect("sweeps");
        }
        slow.gate.add_permits(2);
        assert_eq!(tus.await.expect("ends").expect("is done").state, UploadState::Done);
        put.await.expect("ends").expect("is done");
        for id in [began.image, image.id] {
            assert_eq!(node.images(&alice.caller).get(id).await.expect("is there").status, Status::Active);
        }
    }

    async fn a_task_goes_on_while_the_database_cannot_be_told_that_it_does(db: TestDb) {
        let alice = Fixtures::new(db.db.clone()).await.member("alice").await;
        let slow = Slow::new();
        let node = slow.node(&db);
        let image = node.images(&alice.caller).create(&raw("staged")).await.expect("an image");
        node.uploads(&alice.caller).stage(image.id, None, body(b"data")).await.expect("staged");
        node.imports(&alice.caller).start(image.id, &staged_import()).await.expect("begun");
        let lease = node.system().take_task().await.expect("looks").expect("there is one");
        let worker = node.clone();
        let work = tokio::spawn(async move { worker.system().carry_out(&lease).await });
        slow.is_asked().await;
        run(&db, "alter table task rename to task_out_of_reach", &[]).await;
        sleep(Duration::from_millis(500)).await;
        assert!(!work.is_finished(), "the work is not thrown away");
        run(&db, "alter table task_out_of_reach rename to task", &[]).await;
        slow.gate.add_permits(1);
        work.await.expect("ends");
        let task = node.tasks(&alice.caller).of_image(image.id).await.expect("mine").pop().expect("a task");
        assert_eq!(task.status, TaskStatus::Success, "{}", task.message);
        assert_eq!(count(&db, "select attempts from task").await, 1);
    }

    async fn a_node_that_stops_uses_up_none_of_a_tasks_attempts(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = registry.images(&alice.caller).create(&raw("staged")).await.expect("an image");
        registry.uploads(&alice.caller).stage(image.id, None, body(b"data")).await.expect("staged");
        registry.imports(&alice.caller).start(image.id, &staged_import()).await.expect("begun");
        for _ in 0..8 {
            let lease = registry.system().take_task().await.expect("looks").expect("there is one");
            registry.system().release_task(&lease, Duration::ZERO).await.expect("is handed back");
        }
        registry.system().do_tasks().await.expect("are done");
        assert_eq!(registry.images(&alice.caller).get(image.id).await.expect("is there").status, Status::Active);
    }

    async fn what_holds_a_projects_quota_is_told_with_its_last_byte(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let bob = fixtures.member("bob").await;
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&upload("big", 1000)).await.expect("begins");
        let silent = uploads.open_uploads(None).await.expect("told");
        assert_eq!((silent.len(), silent[0].received, silent[0].last_byte_at), (1, 0, None));
        uploads.append(began.id, 0, None, body(b"1234")).await.expect("takes it");
        let told = uploads.open_uploads(Some(began.image)).await.expect("told").pop().expect("one");
        assert_eq!((told.id, told.received, told.length, told.reserved), (began.id, 4, Some(1000), 1000));
        assert_eq!((told.user, told.image_name.as_str(), told.method.as_str()), (alice.caller.user.clone(), "big", "tus"));
        assert!(told.last_byte_at.is_some_and(|at| at > told.begun_at));
        assert_eq!(registry.uploads(&bob.caller).open_uploads(None).await.expect("told"), []);
        // The reservation of an idle one is released as soon as the operator wants it to be.
        let expiring = registry.clone().with_retention(Retention { idle_uploads: Duration::from_millis(500), ..Retention::default() });
        let began = expiring.uploads(&alice.caller).begin(&upload("idle", 1000)).await.expect("begins");
        sleep(Duration::from_millis(700)).await;
        expiring.system().sweep().await.expect("sweeps");
        assert!(matches!(uploads.get(began.id).await, Err(Error::UploadEnded(_))));
    }
}

/// The database's clock is an hour ahead of this process.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_whose_clock_is_behind_has_none_of_its_uploads_ended() {
    let db = TestDb::postgres().await;
    let clock = "
        create function public.clock_timestamp() returns timestamptz language sql
        as 'select pg_catalog.clock_timestamp() + interval ''1 hour'''";
    run(&db, clock, &[]).await;
    let name = db.url.rsplit_once('/').expect("a database").1.to_owned();
    let sql = format!("alter database {name} set search_path = public, pg_catalog");
    let other_clock = db.db.execute(query(sqlx::AssertSqlSafe(sql))).await;
    other_clock.expect("another clock");
    let alice = Fixtures::new(db.db.clone()).await.member("alice").await;
    let store = Stores::new("memory", MemoryStore::new(1 << 20));
    // Shorter than the hour by which the clocks differ, as the life of a PUT is.
    let idle_uploads = Duration::from_secs(120);
    let registry = Registry::new(db.again().await, store).with_retention(Retention {
        idle_uploads,
        ..Retention::default()
    });
    let uploads = registry.uploads(&alice.caller);
    let began = uploads.begin(&upload("tus", 4)).await.expect("begins");
    registry.system().sweep().await.expect("sweeps");
    assert_eq!(uploads.offset(began.id).await, Some(0), "it goes on");
    let ahead = "select count(*) from upload where state = 'open'
        and expires_at > pg_catalog.clock_timestamp() + interval '61 minutes'";
    assert_eq!(count(&db, ahead).await, 1);
}
