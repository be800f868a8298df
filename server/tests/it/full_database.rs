//! A database whose disk is full: by a limit on its pages, and by a small disk where one can be mounted.

use std::{fs, path::Path, process::Command};

use db::{Db, query};
use model::Role;
use serde_json::json;
use testkit::TestDb;

use crate::helpers::{Client, TestApp};

const NEW: &str = r#"{"name":"new","disk_format":"raw","container_format":"bare"}"#;

/// A SQLite database that cannot grow, and that is full to the last page.
async fn full() -> (TestApp, Client, Client) {
    let mut db = TestDb::sqlite().await;
    db.db.close().await;
    let url = db.url.parse().expect("an address");
    // Four times what the tables take.
    db.db = Db::open_capped(&url, 600).await.expect("it opens");
    run(&db.db, "create table filler (data blob not null)").await;
    let app = TestApp::new(db).await;
    let (alice, root) = (app.user("alice").await, app.admin().await);
    alice.active("kept", b"data").await;
    for bytes in [1 << 20, 100_000, 10_000, 1_000, 100, 1] {
        while fill(&app.db.db, bytes).await.is_ok() {}
    }
    (app, alice, root)
}

async fn fill(db: &Db, bytes: i64) -> Result<(), sqlx::Error> {
    let fill = query("insert into filler (data) values (zeroblob($1))").bind(bytes);
    db.execute(fill).await.map(drop)
}

async fn run(db: &Db, sql: &'static str) {
    db.execute(query(sql)).await.expect(sql);
}

/// A request that writes much, so that it cannot find room in a page that has some left.
fn large(name: &str) -> String {
    let properties: Vec<String> = (0..20)
        .map(|number| format!(r#""p{number}":"{}""#, "x".repeat(2_000)))
        .collect();
    format!(
        r#"{{"name":"{name}","disk_format":"raw","container_format":"bare",{}}}"#,
        properties.join(",")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_database_refuses_as_each_interface_says_it_and_only_while_it_is_full() {
    let (app, alice, root) = full().await;
    let json = |client: &Client| client.clone().header("content-type", "application/json");
    let metadata = format!("filename {}", "eHh4".repeat(3_000));
    // More often than there are connections.
    for number in 0..12 {
        let image = json(&alice)
            .send("POST", "/image/v2/images", large("big"))
            .await;
        assert_eq!(image.status, 413, "image {number}: {}", image.text());
        assert!(
            image.message().contains("disk of the database is full")
                && !image.message().contains("13"),
            "{}",
            image.text()
        );
        let upload = alice
            .clone()
            .header("tus-resumable", "1.0.0")
            .header("upload-length", "4")
            .header(
                "upload-metadata",
                &format!("disk_format cmF3,container_format YmFyZQ==,{metadata}"),
            )
            .send("POST", "/uploads", "")
            .await;
        assert_eq!(upload.status, 507, "upload {number}: {}", upload.text());
        let user =
            json!({ "user": { "name": format!("user{number}"), "about": "x".repeat(20_000) } });
        let user = root.post_json("/identity/v3/users", &user).await;
        assert_eq!(user.status, 507, "user {number}: {}", user.text());
        assert_eq!(
            alice.get("/image/v2/images").await.status,
            200,
            "what is there can be read"
        );
    }
    run(&app.db.db, "delete from filler").await;
    for number in 0..20 {
        let image = json(&alice).send("POST", "/image/v2/images", NEW).await;
        assert_eq!(image.status, 201, "image {number}: {}", image.text());
    }
    assert_eq!(app.anonymous().get("/readyz").await.status, 200);
}

/// A tmpfs, unmounted when it goes.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// `None` where this user may not mount.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=24m,mode=0700", "tmpfs"])
            .arg(folder.path())
            .output();
        let mounted = mounted.is_ok_and(|output| output.status.success());
        mounted.then(|| Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount")
            .arg("--lazy")
            .arg(self.path())
            .status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_another_program_fills_stops_writing_only_while_it_is_full() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!("NOT RUN: this user may not mount a tmpfs; run the tests as root");
        return;
    };
    let mut db = TestDb::sqlite().await;
    db.url = format!("sqlite://{}/vitrine.db", disk.path().display());
    db.db = Db::open(&db.url.parse().expect("an address"))
        .await
        .expect("it opens");
    db.db.migrate().await.expect("its tables are made");
    let app = TestApp::new(db).await;
    let alice = app.user("alice").await;
    let kept = alice.active("kept", b"data").await;
    assert_eq!(app.anonymous().get("/readyz").await.status, 200);

    let filler = disk.path().join("foreign");
    fs::write(&filler, vec![0; 64 << 20]).expect_err("it does not fit");
    let creator = alice.clone().header("content-type", "application/json");
    let mut refused = 0;
    // What the WAL has room for already is taken until it has none.
    for _ in 0..400 {
        let answer = creator.send("POST", "/image/v2/images", large("new")).await;
        match answer.status.as_u16() {
            201 => {}
            413 => refused += 1,
            other => panic!("{other}: {}", answer.text()),
        }
        if refused == 16 {
            break;
        }
    }
    assert_eq!(refused, 16, "the disk was never full");
    // An answer is given again for a second.
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let unready = app.anonymous().get("/readyz").await;
    assert_eq!(unready.status, 503, "{}", unready.text());
    assert!(
        unready.message().contains("database_full"),
        "{}",
        unready.text()
    );
    assert_eq!(unready.header("retry-after"), "5");
    assert_eq!(
        alice.get("/image/v2/images").await.status,
        200,
        "what is there can be read"
    );
    // SQLite's WAL may have room for a small transaction.
    let token = app.sign_in("alice", "alice-alice", None).await;
    assert!(
        [201, 507].contains(&token.status.as_u16()),
        "{}",
        token.text()
    );

    fs::remove_file(&filler).expect("it goes");
    for number in 0..16 {
        let answer = creator.send("POST", "/image/v2/images", NEW).await;
        assert_eq!(answer.status, 201, "{number}: {}", answer.text());
    }
    assert_eq!(
        alice
            .delete(&format!("/image/v2/images/{kept}"))
            .await
            .status,
        204
    );
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    assert_eq!(app.anonymous().get("/readyz").await.status, 200);
    let colleague = app.colleague(&alice, "bob", Role::Reader).await;
    assert_eq!(colleague.get("/image/v2/images").await.status, 200);
    app.db.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_there_is_room_to_delete() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!("NOT RUN: this user may not mount a tmpfs; run the tests as root");
        return;
    };
    // The reserve is taken where 64 MiB are free.
    let larger = Command::new("mount")
        .args(["-o", "remount,size=96m"])
        .arg(disk.path())
        .status();
    assert!(larger.is_ok_and(|status| status.success()));
    let mut db = TestDb::sqlite().await;
    db.url = format!("sqlite://{}/vitrine.db", disk.path().display());
    db.db = Db::open(&db.url.parse().expect("an address"))
        .await
        .expect("it opens");
    db.db.migrate().await.expect("its tables are made");
    let url = db.url.clone();
    let app = TestApp::with(db, &[("VITRINE_DATABASE_URL", &url)]).await;
    app.registry.system().keep_reserve().await;
    let alice = app.user("alice").await;
    let mut images = Vec::new();
    for number in 0..20 {
        images.push(alice.image(&format!("image{number}")).await);
    }
    fs::write(disk.path().join("foreign"), vec![0; 128 << 20]).expect_err("it does not fit");
    let creator = alice.clone().header("content-type", "application/json");
    while creator
        .send("POST", "/image/v2/images", large("new"))
        .await
        .status
        == 201
    {}
    // Whatever was left goes, too.
    for _ in 0..50 {
        creator.send("POST", "/image/v2/images", NEW).await;
    }
    for image in images {
        let answer = alice.delete(&format!("/image/v2/images/{image}")).await;
        assert_eq!(answer.status, 204, "{}", answer.text());
    }
    app.db.db.close().await;
}
