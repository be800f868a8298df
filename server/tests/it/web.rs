//! Downloads from the web: what comes, what is refused, and that there is one way out.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::atomic::Ordering,
};

use model::ImageId;
use serde_json::{Value, json};
use testkit::{TestDb, both_databases, noise};

use crate::helpers::{Client, Hits, TestApp, snapshot, web};

/// Addresses that must not be fetched, whoever leads there.
const HOSTILE: [&str; 24] = [
    "file:///etc/passwd",
    "ftp://example.org/x",
    "gopher://127.0.0.1/x",
    "http://127.0.0.1/x",
    "http://127.0.0.1:22/x",
    "http://localhost/x",
    "http://localhost./x",
    "http://2130706433/x",
    "http://0x7f000001/x",
    "http://0177.0.0.1/x",
    "http://127.1/x",
    "http://134744072/x",
    "http://[::1]/x",
    "http://[::ffff:127.0.0.1]/x",
    "http://[::ffff:7f00:1]/x",
    "http://[64:ff9b::7f00:1]/x",
    "http://169.254.169.254/latest/meta-data",
    "http://2852039166/latest/meta-data",
    "http://10.0.0.1/x",
    "http://192.168.0.1/x",
    "http://user:password@example.org/x",
    "http://example.org@127.0.0.1/x",
    "http://example.org:8080/x",
    "http://metadata.google.internal/x",
];

fn download(uri: &str) -> Value {
    json!({ "method": { "name": "web-download", "uri": uri } })
}

fn task(uri: &str) -> Value {
    json!({ "type": "import", "input": {
        "import_from": uri, "import_from_format": "raw",
        "image_properties": { "name": "by task", "disk_format": "raw", "container_format": "bare" },
    } })
}

async fn app(db: TestDb, address: SocketAddr) -> TestApp {
    TestApp::with(db, &[("VITRINE_IMPORT_ALLOW", &address.to_string())]).await
}

async fn shown(client: &Client, image: ImageId) -> Value {
    client
        .get(&format!("/image/v2/images/{image}"))
        .await
        .json()
}

async fn last_task(client: &Client, image: ImageId) -> Value {
    client
        .get(&format!("/image/v2/images/{image}/tasks"))
        .await
        .json()["tasks"][0]
        .clone()
}

both_databases! {
    async fn a_download_becomes_an_image(db: TestDb) {
        let (address, _) = web().await;
        let app = app(db, address).await;
        let alice = app.user("alice").await;
        for path in ["/tiny.raw", "/streamed.raw", "/to?x=/tiny.raw", &format!("/to?x=http://{address}/streamed.raw")] {
            let image = alice.image("from the web").await;
            assert_eq!(alice.import(image, &download(&format!("http://{address}{path}"))).await.status, 202, "{path}");
            assert_eq!(shown(&alice, image).await["status"], "queued");
            app.do_tasks().await;
            let after = shown(&alice, image).await;
            assert_eq!((&after["status"], &after["size"]), (&json!("active"), &json!(1 << 20)), "{path}");
            assert_eq!(after["os_glance_failed_import"], "");
            assert_eq!(last_task(&alice, image).await["status"], "success");
            assert!(alice.get(&format!("/image/v2/images/{image}/file")).await.body == noise(1 << 20));
        }
    }

    async fn nothing_else_comes_to_an_image_whose_import_waits(db: TestDb) {
        let (address, _) = web().await;
        let app = app(db, address).await;
        let alice = app.user("alice").await;
        let image = alice.image("waits").await;
        let uri = format!("http://{address}/tiny.raw");
        assert_eq!(alice.import(image, &download(&uri)).await.status, 202);
        assert_eq!(alice.put_data(image, b"mine").await.status, 409);
        assert_eq!(alice.stage(image, b"mine").await.status, 409);
        assert_eq!(alice.import(image, &download(&uri)).await.status, 409);
        app.do_tasks().await;
        let after = shown(&alice, image).await;
        assert_eq!((&after["status"], &after["size"]), (&json!("active"), &json!(1 << 20)));
    }

    async fn what_goes_wrong_leaves_nothing_and_says_why(db: TestDb) {
        let (address, _) = web().await;
        let app = app(db, address).await;
        let alice = app.user("alice").await;
        let mut answers = Vec::new();
        for path in [
            "/missing.raw", "/overlay.qcow2", "/broken.raw", "/encoded.raw", "/to", "/to?x=/to%3Fx%3D/to",
            "/to?x=http://169.254.169.254/x", "/to?x=file:///etc/passwd", "/to?x=http://127.0.0.1:22/x", "/to?x=http://2130706433/x",
            "/to?x=//127.0.0.1/x", "/to?x=http://user@example.org/x", "/to?x=http://[::ffff:7f00:1]/x",
        ] {
            let image = alice.image("from the web").await;
            assert_eq!(alice.import(image, &download(&format!("http://{address}{path}"))).await.status, 202);
            app.do_tasks().await;
            let (after, task) = (shown(&alice, image).await, last_task(&alice, image).await);
            assert_eq!((&after["status"], &after["size"], &after["checksum"]), (&json!("queued"), &Value::Null, &Value::Null), "{path}");
            assert_eq!((&after["os_glance_failed_import"], &after["os_glance_import_task"]), (&json!("file"), &Value::Null));
            assert_eq!((&task["status"], &task["result"]), (&json!("failure"), &Value::Null));
            answers.push(format!("{path}: {}", task["message"].as_str().expect("a sentence")));
        }
        let answers = answers.join("\n").replace(&address.to_string(), "…");
        snapshot!(answers, @r#"
        /missing.raw: `127.0.0.1` answered 404
        /overlay.qcow2: the disk needs a backing file, which is not part of it; merge the two with `qemu-img convert -O qcow2 FILE NEW` and upload the result; nothing was kept
        /broken.raw: the body ended early: the other side broke off
        /encoded.raw: `127.0.0.1` sends the data with `Content-Encoding: gzip`, which is not supported
        /to: `127.0.0.1` redirects too many times
        /to?x=/to%3Fx%3D/to: `127.0.0.1` redirects too many times
        /to?x=http://169.254.169.254/x: uri `http://169.254.169.254/x` is not allowed: that is no public address
        /to?x=file:///etc/passwd: uri `file:///etc/passwd` is not allowed: only http and https are supported
        /to?x=http://127.0.0.1:22/x: uri `http://127.0.0.1:22/x` is not allowed: only ports 80 and 443 are allowed
        /to?x=http://2130706433/x: uri `http://2130706433/x` is not allowed: its host is an IP address in an unusual form
        /to?x=//127.0.0.1/x: uri `http://127.0.0.1/x` is not allowed: that is no public address
        /to?x=http://user@example.org/x: uri `http://user@example.org/x` is not allowed: it holds a user's name or password
        /to?x=http://[::ffff:7f00:1]/x: uri `http://[::ffff:7f00:1]/x` is not allowed: its host is an IP address in an unusual form
        "#);
        assert!(files(&app).await.is_empty(), "{:?}", files(&app).await);
        assert_eq!(app.registry.system().usage_drift().await.expect("counts"), Vec::new());
    }

    async fn no_way_in_leads_to_a_hostile_address(db: TestDb) {
        let (address, Hits(hits)) = web().await;
        let app = app(db, address).await;
        let (alice, root) = (app.user("alice").await, app.admin().await);
        let image = alice.image("from the web").await;
        for uri in HOSTILE {
            assert_eq!(alice.import(image, &download(uri)).await.status, 400, "{uri}");
            assert_eq!(root.post_json("/image/v2/tasks", &task(uri)).await.status, 400, "{uri}");
        }
        app.do_tasks().await;
        assert_eq!(alice.get(&format!("/image/v2/images/{image}/tasks")).await.json(), json!({ "tasks": [] }));
        assert_eq!(root.get("/image/v2/tasks").await.json()["tasks"], json!([]));
        assert_eq!(root.get("/image/v2/images?name=by+task").await.json()["images"], json!([]));
        assert_eq!(hits.load(Ordering::SeqCst), 0);
    }

    async fn an_endless_download_ends_at_the_quota(db: TestDb) {
        let (address, _) = web().await;
        let app = app(db, address).await;
        let (alice, root) = (app.user("alice").await, app.admin().await);
        let project = alice.person().caller.project.as_str();
        limit(&root, project, "image_size_total", 40).await;
        let image = alice.image("endless").await;
        alice.import(image, &download(&format!("http://{address}/endless.raw"))).await;
        app.do_tasks().await;
        assert_eq!(shown(&alice, image).await["status"], "queued");
        let task = last_task(&alice, image).await;
        assert_eq!(task["status"], "failure");
        assert!(task["message"].as_str().expect("a sentence").contains("image_size_total"), "{task}");
        assert!(files(&app).await.is_empty());
    }

    async fn a_download_whose_worker_died_is_begun_anew_by_another(db: TestDb) {
        let (address, _) = web().await;
        let app = app(db, address).await;
        let alice = app.user("alice").await;
        let image = alice.image("stalls").await;
        alice.import(image, &download(&format!("http://{address}/stalls-once.raw"))).await;
        let crashed = app.registry.clone();
        let lease = crashed.system().take_task().await.expect("looks").expect("there is one");
        let stale = lease.clone();
        let work = tokio::spawn(async move { crashed.system().carry_out(&lease).await });
        while shown(&alice, image).await["status"] != "importing" {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        work.abort();
        run_out(&app).await;
        app.do_tasks().await;
        let after = shown(&alice, image).await;
        assert_eq!((&after["status"], &after["size"]), (&json!("active"), &json!(1 << 20)));
        app.registry.system().carry_out(&stale).await;
        assert_eq!(shown(&alice, image).await, after);
        let answer = alice.get(&format!("/image/v2/images/{image}/file")).await;
        assert!(answer.body == noise(1 << 20));
        app.registry.system().sweep().await.expect("sweeps");
        assert_eq!(files(&app).await.len(), 1, "nothing of the first attempt is left: {:?}", files(&app).await);
    }

    async fn an_image_deleted_while_it_downloads_leaves_nothing(db: TestDb) {
        let (address, _) = web().await;
        let app = app(db, address).await;
        let alice = app.user("alice").await;
        let image = alice.image("stalls").await;
        alice.import(image, &download(&format!("http://{address}/stalls-once.raw"))).await;
        let registry = app.registry.clone();
        let work = tokio::spawn(async move { registry.system().do_tasks().await });
        while shown(&alice, image).await["status"] != "importing" {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        assert_eq!(alice.put_data(image, b"mine").await.status, 409);
        assert_eq!(alice.delete(&format!("/image/v2/images/{image}")).await.status, 204);
        // It learns of that at its next sign of life; here it is not waited for.
        work.abort();
        app.do_tasks().await;
        assert!(files(&app).await.is_empty(), "{:?}", files(&app).await);
        assert_eq!(app.registry.system().usage_drift().await.expect("counts"), Vec::new());
    }

    async fn a_task_makes_an_image(db: TestDb) {
        let (address, _) = web().await;
        let app = app(db, address).await;
        let (alice, root) = (app.user("alice").await, app.admin().await);
        let uri = format!("http://{address}/tiny.raw");
        assert_eq!(alice.post_json("/image/v2/tasks", &task(&uri)).await.status, 403);
        let made = root.post_json("/image/v2/tasks", &task(&uri)).await;
        assert_eq!((made.status.as_u16(), &made.json()["status"], &made.json()["result"]), (201, &json!("pending"), &Value::Null));
        let path = format!("/image/v2/tasks/{}", made.json()["id"].as_str().expect("an id"));
        assert_eq!(made.header("location"), format!("http://vitrine.test{path}"));
        app.do_tasks().await;
        let ended = root.get(&path).await.json();
        assert_eq!(ended["status"], "success", "{ended}");
        let image = ended["result"]["image_id"].as_str().expect("an image").parse().expect("a UUID");
        let after = shown(&root, image).await;
        assert_eq!((&after["name"], &after["status"]), (&json!("by task"), &json!("active")));

        let made = root.post_json("/image/v2/tasks", &task(&format!("http://{address}/missing.raw"))).await;
        app.do_tasks().await;
        let path = format!("/image/v2/tasks/{}", made.json()["id"].as_str().expect("an id"));
        let ended = root.get(&path).await.json();
        assert_eq!((&ended["status"], &ended["message"]), (&json!("failure"), &json!("`127.0.0.1` answered 404")));
        assert_eq!(root.get("/image/v2/images?name=by+task").await.json()["images"].as_array().map(Vec::len), Some(1));
        assert_eq!(app.registry.system().usage_drift().await.expect("counts"), Vec::new());

        let mut answers = Vec::new();
        for body in [
            json!({}),
            json!({ "type": "foo", "input": {} }),
            json!({ "type": "export", "input": {} }),
            json!({ "type": "api_image_import", "input": {} }),
            json!({ "type": "import" }),
            json!({ "type": "import", "input": { "import_from": uri } }),
            json!({ "type": "import", "input": { "import_from": uri, "import_from_format": "raw" } }),
            json!({ "type": "import", "input": { "import_from": uri, "import_from_format": "qcow2", "image_properties": { "disk_format": "raw" } } }),
        ] {
            let answer = root.post_json("/image/v2/tasks", &body).await;
            answers.push(format!("{} {}", answer.status.as_u16(), answer.message()));
        }
        snapshot!(answers.join("\n"), @r#"
        400 type is missing, or is no string
        400 type `foo` is not one of import, api_image_import, location_import
        400 type `export` is not one of import, api_image_import, location_import
        400 type `api_image_import` is begun at the image that it is for
        400 input is missing, or is no object
        400 input.import_from_format is missing, or is no string
        400 input.image_properties is missing, or is no object
        400 input.import_from_format is another format than the image's; nothing is converted here
        "#);
    }
}

/// Nothing in the server makes a client of its own to fetch what a user names: `fetch` does, and to another Keystone,
/// which the operator names, `identity` speaks.
#[test]
fn there_is_one_way_out() {
    let server = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut speakers: Vec<String> = sources(server)
        .into_iter()
        .filter(|path| !path.starts_with(server.join("tests")))
        .filter(|path| {
            let text = std::fs::read_to_string(path).expect("a source");
            [
                "reqwest",
                "TcpStream::connect",
                "hyper_util::client",
                "lookup_host",
            ]
            .iter()
            .any(|word| text.contains(word))
        })
        .map(|path| {
            path.strip_prefix(server)
                .expect("below it")
                .display()
                .to_string()
        })
        .collect();
    speakers.sort();
    snapshot!(speakers.join("\n"), @r#"
    fetch/Cargo.toml
    fetch/src/client.rs
    fetch/src/error.rs
    fetch/src/fetcher.rs
    identity/Cargo.toml
    identity/src/keystone/client.rs
    identity/src/keystone/key_manager.rs
    "#);
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path
            .extension()
            .is_some_and(|ending| ending == "rs" || ending == "toml")
        {
            found.push(path);
        }
    }
    found
}

/// Every file in the store, once the worker has removed what has no owner.
async fn files(app: &TestApp) -> Vec<PathBuf> {
    fn walk(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).expect("a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        paths
            .flat_map(|path| {
                if path.is_dir() {
                    walk(&path)
                } else {
                    vec![path]
                }
            })
            .collect()
    }
    let reclaimed = app.registry.system().reclaim_due().await;
    reclaimed.expect("bytes are reclaimed");
    walk(&app.db.folder().join("store"))
}

/// Every lease runs out, as after a minute of silence.
async fn run_out(app: &TestApp) {
    let sql = "update task set lease_until = 0";
    app.db.db.execute(db::query(sql)).await.expect(sql);
}

/// Limits what a project may use of a resource, in MiB.
async fn limit(root: &Client, project: &str, resource: &str, most: i64) {
    let rule = json!({ "registered_limits": [{ "service_id": "image", "resource_name": resource, "default_limit": -1 }] });
    assert_eq!(
        root.post_json("/identity/v3/registered_limits", &rule)
            .await
            .status,
        201
    );
    let exception = json!({ "limits": [{ "service_id": "image", "resource_name": resource, "project_id": project, "resource_limit": most }] });
    let answer = root.post_json("/identity/v3/limits", &exception).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
}
