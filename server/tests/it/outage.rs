//! PostgreSQL that is away, hangs, restarts or takes no writes: refused with 503 while it lasts, and over by itself.

use std::time::Duration;

use db::Db;
use testkit::TestDb;
use tokio::time::{Instant, sleep};

use crate::helpers::{Client, Link, TestApp};

/// A database behind a link that can break.
async fn linked() -> (TestApp, Client, Link) {
    let mut db = TestDb::postgres().await;
    let (link, url) = Link::to(&db.url).await;
    db.db = Db::open(&url.parse().expect("an address"))
        .await
        .expect("it opens");
    let app = TestApp::new(db).await;
    let alice = app.user("alice").await;
    alice.image("kept").await;
    (app, alice, link)
}

async fn is_refused(app: &TestApp, alice: &Client, reasons: &[&str]) {
    let began = Instant::now();
    // At once: each waits as long as a restart of PostgreSQL takes.
    let (anonymous, page) = (
        app.anonymous(),
        app.anonymous()
            .header("accept", "text/html")
            .cookie(&format!("vitrine={}", "A".repeat(22))),
    );
    let (images, projects, activity, page, ready) = tokio::join!(
        alice.get("/image/v2/images"),
        alice.get("/identity/v3/projects"),
        alice.get("/api/v1/activity"),
        page.get("/projects"),
        anonymous.get("/readyz"),
    );
    assert!(began.elapsed() < Duration::from_secs(15));
    for answer in [&images, &projects, &activity, &page, &ready] {
        assert_eq!(
            (answer.status.as_u16(), answer.header("retry-after")),
            (503, "5"),
            "{}",
            answer.text()
        );
        for private in ["sqlx", "pool", "os error", "127.0.0.1"] {
            assert!(!answer.text().contains(private), "{}", answer.text());
        }
    }
    let ready = ready.message();
    assert!(
        reasons.iter().any(|reason| ready.contains(reason)),
        "{ready}"
    );
}

async fn is_back(app: &TestApp, alice: &Client) {
    // An answer of `/readyz` is kept for a second.
    sleep(Duration::from_millis(1_100)).await;
    for _ in 0..20 {
        assert_eq!(alice.get("/image/v2/images").await.status, 200);
    }
    alice.image("after").await;
    let ready = app.anonymous().get("/readyz").await;
    assert_eq!(ready.status, 200, "{}", ready.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgresql_that_is_gone_is_waited_for() {
    let (app, alice, link) = linked().await;
    link.cut();
    is_refused(&app, &alice, &["database_timeout", "database_unavailable"]).await;
    link.restore();
    is_back(&app, &alice).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgresql_that_stands_still_is_waited_for() {
    let (app, alice, link) = linked().await;
    link.stall();
    is_refused(&app, &alice, &["database_timeout"]).await;
    link.restore();
    is_back(&app, &alice).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgresql_that_ends_every_connection_is_not_noticed() {
    let (app, alice, link) = linked().await;
    for _ in 0..5 {
        link.cut();
        sleep(Duration::from_millis(100)).await;
        link.restore();
        assert_eq!(alice.get("/image/v2/images").await.status, 200);
    }
    is_back(&app, &alice).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgresql_that_takes_no_writes_is_read_and_said_to_be_read_only() {
    let app = TestApp::new(TestDb::postgres().await).await;
    let alice = app.user("alice").await;
    alice.image("kept").await;
    let Db::Postgres(pool) = &app.db.db else {
        unreachable!("it is PostgreSQL")
    };
    let set = |value: &'static str| async move {
        let mut connection = pool.acquire().await.expect("a connection");
        let sql = format!(
            "begin read write;
            do $$ begin
                execute format('alter database %I set default_transaction_read_only = {value}', current_database());
            end $$;
            commit"
        );
        let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(sql));
        sql.execute(&mut *connection).await.expect("it is set");
        // As a server does it that becomes a standby, or that is promoted.
        let sql = "
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()";
        sqlx::query(sql)
            .execute(&mut *connection)
            .await
            .expect("the others end");
        connection.close().await.expect("and this one");
    };
    set("on").await;
    let written = alice.clone().header("content-type", "application/json");
    let answer = written
        .send("POST", "/image/v2/images", r#"{"name":"new"}"#)
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("retry-after")),
        (503, "5"),
        "{}",
        answer.text()
    );
    assert_eq!(alice.get("/image/v2/images").await.status, 200);
    let ready = app.anonymous().get("/readyz").await;
    assert!(
        ready.status == 503 && ready.message().contains("database_read_only"),
        "{}",
        ready.text()
    );
    set("off").await;
    is_back(&app, &alice).await;
}
