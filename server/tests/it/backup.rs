//! `vitrine backup` and `vitrine restore`, as docs/operations.md says: the program itself, on the database and the store of a
//! server at work.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::body::Body;
use db::query;
use serde_json::Value;
use sha2::{Digest, Sha512};
use testkit::{TestDb, both_databases, noise};

use crate::helpers::{Client, TestApp};

/// Runs the program on the deployment that `db` belongs to.
async fn vitrine(db: &TestDb, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vitrine"));
    for (name, _) in std::env::vars() {
        if name.starts_with("VITRINE_") {
            command.env_remove(name);
        }
    }
    command
        .args(arguments)
        .current_dir(db.folder())
        .env("VITRINE_DATA_DIR", db.folder())
        .env("VITRINE_DATABASE_URL", &db.url);
    let run = tokio::task::spawn_blocking(move || command.output());
    run.await.expect("it runs").expect("it runs")
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Runs the program, which has to succeed.
async fn done(db: &TestDb, arguments: &[&str]) -> String {
    let output = vitrine(db, arguments).await;
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    said(&output)
}

/// Runs the program, which has to refuse with exit 1.
async fn refused(db: &TestDb, arguments: &[&str]) -> String {
    let output = vitrine(db, arguments).await;
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    said(&output)
}

/// A deployment of the same kind with nothing in it, not even a database file.
async fn elsewhere(db: &TestDb) -> TestDb {
    let target = db.another().await;
    target.db.close().await;
    let _ = fs::remove_file(target.folder().join("vitrine.db"));
    target
}

/// The server over what was restored.
async fn serve(mut target: TestDb) -> TestApp {
    target.db = target.again().await;
    TestApp::new(target).await
}

/// A folder for a backup, beside the deployment.
fn folder(db: &TestDb, name: &str) -> String {
    let path = db.folder().join(name);
    path.to_str().expect("UTF-8").to_owned()
}

/// The files of objects in a store.
fn objects(db: &TestDb) -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&db.folder().join("store/objects"), &mut found);
    found
}

async fn count(db: &TestDb, sql: &'static str) -> i64 {
    db.db.scalar(query(sql)).await.expect(sql)
}

async fn run(db: &TestDb, sql: &'static str) {
    db.db.execute(query(sql)).await.expect(sql);
}

fn browser(app: &TestApp) -> Client {
    app.anonymous()
        .header("accept", "text/html")
        .header("sec-fetch-site", "same-origin")
}

/// Begins an upload of 8 bytes and sends 4 of them. Its image.
async fn half_an_upload(alice: &Client) -> String {
    let tus = alice.clone().header("tus-resumable", "1.0.0");
    let began = tus
        .clone()
        .header("upload-length", "8")
        .header(
            "upload-metadata",
            "name eA==,disk_format cmF3,container_format YmFyZQ==",
        )
        .send("POST", "/uploads", Body::empty())
        .await;
    assert_eq!(began.status, 201, "{}", began.text());
    let (_, id) = began.header("location").rsplit_once('/').expect("a place");
    let sent = tus
        .header("upload-offset", "0")
        .header("content-type", "application/offset+octet-stream")
        .send("PATCH", &format!("/uploads/{id}"), "1234")
        .await;
    assert_eq!(sent.status, 204, "{}", sent.text());
    began.header("vitrine-image-id").to_owned()
}

/// Makes images and deletes every other one, until `stop`.
fn work(alice: Client, stop: Arc<AtomicBool>) -> tokio::task::JoinHandle<usize> {
    tokio::spawn(async move {
        let mut number = 0;
        while !stop.load(Ordering::Relaxed) {
            number += 1;
            let image = alice
                .active(&format!("load-{number}"), &noise(1000 + number))
                .await;
            if number % 2 == 0 {
                let deleted = alice.delete(&format!("/image/v2/images/{image}")).await;
                assert_eq!(deleted.status, 204, "{}", deleted.text());
            }
        }
        number
    })
}

async fn images(client: &Client) -> Vec<Value> {
    let list = client.get("/image/v2/images?limit=1000").await;
    assert_eq!(list.status, 200, "{}", list.text());
    list.json()["images"].as_array().expect("a list").clone()
}

both_databases! {
    async fn a_backup_under_load_is_restored_elsewhere_and_every_image_is_whole(db: TestDb) {
        let target = elsewhere(&db).await;
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let large = noise((16 << 20) + 5);
        let kept = alice.active("kept \u{e9}\"\\ \n", &large).await;
        let deleted = alice.active("deleted", b"gone").await;
        assert_eq!(alice.delete(&format!("/image/v2/images/{deleted}")).await.status, 204);
        let open = half_an_upload(&alice).await;
        let revoked = app.again(&alice).await;
        let token = revoked.value("x-auth-token").to_owned();
        let gone = alice.clone().header("x-subject-token", &token).delete("/identity/v3/auth/tokens").await;
        assert_eq!(gone.status, 204, "{}", gone.text());
        let signed_in = browser(&app).post_form("/fn/sign_in", "name=alice&password=alice-alice&domain=&next=").await;
        assert_eq!(signed_in.status, 302, "{}", signed_in.text());

        let stop = Arc::new(AtomicBool::new(false));
        let load = work(alice.clone(), stop.clone());
        let sweeps = app.registry.clone();
        let ended = stop.clone();
        let sweep = tokio::spawn(async move {
            while !ended.load(Ordering::Relaxed) {
                sweeps.system().sweep().await.expect("it sweeps");
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        });
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let backup = folder(&app.db, "backup");
        let told = done(&app.db, &["backup", &backup]).await;
        stop.store(true, Ordering::Relaxed);
        assert!(load.await.expect("it worked") > 1);
        sweep.await.expect("it swept");
        assert!(told.contains("verified"), "{told}");
        assert_eq!(count(&app.db, "select count(*) from backup_hold").await, 0, "the hold is released");
        let mode = fs::metadata(&backup).expect("a folder").permissions().mode() & 0o777;
        assert_eq!(mode, 0o700);

        let told = done(&target, &["restore", &backup]).await;
        assert!(told.contains("restored and verified"), "{told}");
        done(&target, &["fsck", "--read-all"]).await;

        let restored = serve(target).await;
        // What was valid, what had been revoked, and a browser's session.
        for client in [&alice, &revoked] {
            assert_eq!(client.at(&restored.anonymous()).get("/image/v2/images").await.status, 401);
        }
        let old = restored.anonymous().header("cookie", &signed_in.cookies());
        assert_eq!(old.get("/image/v2/images").await.status, 401);
        let answer = restored.sign_in("alice", "alice-alice", Some(serde_json::json!({
            "project": { "id": alice.person().caller.project },
        }))).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let alice = restored.anonymous().header("x-auth-token", answer.header("x-subject-token"));
        let all = images(&alice).await;
        assert!(all.iter().all(|image| image["id"] != deleted.to_string()), "a deleted image came back");
        let of = |id: &str| all.iter().find(|image| image["id"] == id).expect("the image").clone();
        assert_eq!(of(&kept.to_string())["name"], "kept \u{e9}\"\\ \n");
        assert_eq!(of(&open)["status"], "queued");
        for image in &all {
            if image["status"] == "active" {
                let data = alice.get(&format!("/image/v2/images/{}/file", image["id"].as_str().expect("an id"))).await;
                assert_eq!(data.status, 200, "{}", data.text());
                assert_eq!(Some(data.body.len() as u64), image["size"].as_u64());
            }
        }
        let data = alice.get(&format!("/image/v2/images/{kept}/file")).await;
        assert!(data.body == large, "the bytes are others");
        // It takes work again: numbers that count go on, and quotas are right.
        alice.active("new", b"data").await;
        let received = alice.put_data(open.parse().expect("an id"), b"12345678").await;
        assert_eq!(received.status, 204, "{}", received.text());
        assert_eq!(restored.registry.system().fsck(registry::Fsck::default()).await.expect("looks"), []);
    }

    async fn damaged_data_is_named_and_restored_only_where_that_is_asked_for(db: TestDb) {
        let target = elsewhere(&db).await;
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let flipped = alice.active("flipped", b"flipped").await;
        let file = objects(&app.db).pop().expect("a file");
        fs::write(file, b"flopped").expect("it is damaged");
        let missing = alice.active("missing", b"missing").await;
        let lost = objects(&app.db).into_iter().find(|path| fs::read(path).expect("a file") == b"missing");
        fs::remove_dir_all(lost.expect("a file").parent().expect("a folder")).expect("it goes");
        let whole = alice.active("whole", b"whole").await;

        let backup = folder(&app.db, "backup");
        let told = refused(&app.db, &["backup", &backup]).await;
        for image in [flipped, missing] {
            assert!(told.contains(&image.to_string()), "{told}");
        }
        assert!(!told.contains(&whole.to_string()), "{told}");
        let manifest = fs::read_to_string(Path::new(&backup).join("manifest.json")).expect("a manifest");
        assert!(manifest.contains("\"verified\": false"), "{manifest}");

        let told = refused(&target, &["restore", &backup]).await;
        assert!(told.contains("--incomplete") && told.contains("Nothing was written"), "{told}");
        let told = refused(&target, &["restore", "--incomplete", &backup]).await;
        assert!(told.contains("2 objects or accounts are not in order"), "{told}");
        let restored = serve(target).await;
        let alice = restored.again(&alice).await;
        assert_eq!(alice.get(&format!("/image/v2/images/{whole}/file")).await.text(), "whole");
    }

    async fn a_backup_that_was_changed_is_refused_before_anything_is_written(db: TestDb) {
        let target = elsewhere(&db).await;
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        alice.active("kept", b"kept").await;
        let backup = folder(&app.db, "backup");
        done(&app.db, &["backup", &backup]).await;
        let at = |name: &str| Path::new(&backup).join(name);

        let list = fs::read(at("objects.ndjson")).expect("a list");
        fs::write(at("objects.ndjson"), b"").expect("it is changed");
        assert!(refused(&target, &["restore", &backup]).await.contains("objects.ndjson was changed"));
        fs::write(at("objects.ndjson"), list).expect("it is put back");

        let manifest = fs::read_to_string(at("manifest.json")).expect("a manifest");
        let newer = manifest.replace("\"migrations\": [", "\"migrations\": [\n 0,");
        fs::write(at("manifest.json"), newer).expect("it is changed");
        assert!(refused(&target, &["restore", &backup]).await.contains("restore with release"));
        fs::remove_file(at("manifest.json")).expect("it goes");
        assert!(refused(&target, &["restore", &backup]).await.contains("is no backup"));
        fs::write(at("manifest.json"), manifest).expect("it is put back");

        // Neither over a deployment at work, nor over a store that holds something.
        assert!(refused(&app.db, &["restore", &backup]).await.contains("not empty"));
        assert_eq!(images(&alice).await.len(), 1);
        let foreign = target.folder().join("store/objects");
        let from = app.db.folder().join("store/objects");
        fs::create_dir_all(target.folder().join("store")).expect("a folder");
        let copied = Command::new("cp").arg("-r").arg(from).arg(&foreign).status();
        assert!(copied.expect("cp runs").success());
        assert!(refused(&target, &["restore", &backup]).await.contains("holds data already"));
        fs::remove_dir_all(foreign).expect("it goes");
        assert!(refused(&app.db, &["backup", &backup]).await.contains("is not empty"));
        done(&target, &["restore", &backup]).await;
    }

    async fn a_backup_that_somebody_tampered_with_is_refused(db: TestDb) {
        let target = elsewhere(&db).await;
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        alice.active("kept", b"kept").await;
        let backup = folder(&app.db, "backup");
        fs::create_dir(&backup).expect("a folder");
        fs::set_permissions(&backup, fs::Permissions::from_mode(0o755)).expect("a mode");
        done(&app.db, &["backup", &backup]).await;
        let mode = fs::metadata(&backup).expect("a folder").permissions().mode() & 0o777;
        assert_eq!(mode, 0o700, "others could enter the folder that was there");
        let at = |name: &str| Path::new(&backup).join(name);
        let (list, manifest) = (
            fs::read_to_string(at("objects.ndjson")).expect("a list"),
            fs::read_to_string(at("manifest.json")).expect("a manifest"),
        );
        let entry: Value = serde_json::from_str(&list).expect("one object");
        let object = at("objects").join(entry["key"].as_str().expect("a key"));
        let put_back = || {
            let _ = fs::remove_file(&object);
            fs::write(&object, b"kept").expect("it is put back");
            fs::write(at("objects.ndjson"), &list).expect("it is put back");
            fs::write(at("manifest.json"), &manifest).expect("it is put back");
            fs::set_permissions(&backup, fs::Permissions::from_mode(0o700)).expect("a mode");
        };
        // Writes the list, and its digest into the manifest.
        let relist = |entry: &Value| {
            let text = format!("{entry}\n");
            let mut changed: Value = serde_json::from_str(&manifest).expect("a manifest");
            changed["files"]["objects.ndjson"] = hex::encode(Sha512::digest(&text)).into();
            fs::write(at("objects.ndjson"), text).expect("it is changed");
            fs::write(at("manifest.json"), changed.to_string()).expect("it is changed");
        };

        // A link to a file that only the operator can read.
        let secret = app.db.folder().join("secret");
        fs::write(&secret, b"kept").expect("a file");
        fs::remove_file(&object).expect("it goes");
        std::os::unix::fs::symlink(&secret, &object).expect("a link");
        assert!(refused(&target, &["restore", &backup]).await.contains("is neither a file nor a folder"));
        put_back();

        // Other bytes, with a list that fits them, and a list that says nothing of them.
        fs::write(&object, b"evil").expect("it is changed");
        let mut other = entry.clone();
        other["sha512"] = hex::encode(Sha512::digest(b"evil")).into();
        relist(&other);
        assert!(refused(&target, &["restore", &backup]).await.contains("says something else of the data of image"));
        (other["size"], other["sha512"]) = (Value::Null, Value::Null);
        relist(&other);
        assert!(refused(&target, &["restore", &backup]).await.contains("says something else of the data of image"));
        put_back();

        let mut unnamed: Value = serde_json::from_str(&manifest).expect("a manifest");
        unnamed["files"] = serde_json::json!({});
        fs::write(at("manifest.json"), unnamed.to_string()).expect("it is changed");
        assert!(refused(&target, &["restore", &backup]).await.contains("its manifest does not name"));
        put_back();

        let mut more: Value = serde_json::from_str(&manifest).expect("a manifest");
        if more["database"] == "postgres" {
            more["tables"]["pg_description"] = 0.into();
            fs::write(at("manifest.json"), more.to_string()).expect("it is changed");
            assert!(refused(&target, &["restore", &backup]).await.contains("names other tables"));
            put_back();
        }

        fs::set_permissions(&backup, fs::Permissions::from_mode(0o777)).expect("a mode");
        assert!(refused(&target, &["restore", &backup]).await.contains("every user of this machine can write"));
        put_back();
        done(&target, &["restore", &backup]).await;
    }

    async fn an_image_whose_data_is_gone_says_so_and_can_be_set_aside(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.active("gone", b"data").await;
        let file = objects(&app.db).pop().expect("a file");
        let place = file.parent().expect("a folder");
        let aside = app.db.folder().join("aside");
        fs::rename(place, &aside).expect("it goes");
        let path = format!("/image/v2/images/{image}/file");
        let answer = alice.get(&path).await;
        assert_eq!(answer.status, 500, "{}", answer.text());
        assert!(answer.text().contains("is not in its store; an operator can look with `vitrine fsck`"), "{}", answer.text());

        let left = vitrine(&app.db, &["fsck", "--repair"]).await;
        assert_eq!(left.status.code(), Some(3), "{}", said(&left));
        assert_eq!(alice.get(&path).await.status, 500, "it is only reported");
        let left = vitrine(&app.db, &["fsck", "--repair", "--repair-missing"]).await;
        assert_eq!(left.status.code(), Some(3), "{}", said(&left));
        assert!(said(&left).contains("(deactivated; needs you)"), "{}", said(&left));
        assert_eq!(alice.get(&path).await.status, 403);

        fs::rename(&aside, place).expect("it is back");
        let admin = app.admin().await;
        let turned = admin.post_json(&format!("/image/v2/images/{image}/actions/reactivate"), &serde_json::json!({})).await;
        assert_eq!(turned.status, 204, "{}", turned.text());
        assert_eq!(alice.get(&path).await.text(), "data");
    }

    async fn no_server_starts_on_a_restore_that_broke_off(db: TestDb) {
        run(&db, "insert into restore_under_way (id, begun_at) values (1, '2026-01-01 00:00:00+00:00')").await;
        assert!(refused(&db, &["check"]).await.contains("a restore into this database has not come to its end"));
        run(&db, "delete from restore_under_way").await;
        done(&db, &["check"]).await;
    }

    async fn a_backup_opens_no_session(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let token = alice.value("x-auth-token").to_owned();
        assert!(count(&app.db, "select count(*) from token").await > 0);
        let digest: String = app.db.db.scalar(query("select digest from token")).await.expect("a digest");
        let backup = folder(&app.db, "backup");
        done(&app.db, &["backup", &backup]).await;
        let mut files = vec![Path::new(&backup).to_owned()];
        while let Some(path) = files.pop() {
            if path.is_dir() {
                files.extend(fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()));
                continue;
            }
            let bytes = fs::read(&path).expect("a file");
            for secret in [&token, &digest] {
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "{}", path.display());
            }
            assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o077, 0, "{}", path.display());
        }
    }
}
