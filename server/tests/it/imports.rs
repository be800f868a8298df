//! Staging, imports and their tasks, as clients of Glance ask for them.

use model::Role;
use serde_json::{Value, json};
use testkit::both_databases;

use crate::helpers::{TestApp, snapshot};

fn direct() -> Value {
    json!({ "method": { "name": "glance-direct" } })
}

both_databases! {
    async fn staged_data_becomes_an_image(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("staged").await;
        let path = format!("/image/v2/images/{image}");
        assert_eq!(alice.stage(image, b"some data").await.status, 204);
        let shown = alice.get(&path).await.json();
        assert_eq!((&shown["status"], &shown["size"], &shown["checksum"]), (&json!("uploading"), &json!(9), &Value::Null));
        assert_eq!(alice.get(&format!("{path}/file")).await.status, 204);
        let answer = alice.import(image, &direct()).await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (202, ""));
        let shown = alice.get(&path).await.json();
        let tasks = alice.get(&format!("{path}/tasks")).await.json()["tasks"].clone();
        assert_eq!((&shown["status"], &shown["os_glance_import_task"]), (&json!("uploading"), &tasks[0]["id"]));
        assert_eq!(tasks[0]["status"], "pending");
        app.do_tasks().await;
        let shown = alice.get(&path).await.json();
        let notes = ["os_glance_importing_to_stores", "os_glance_failed_import", "os_glance_import_task"].map(|note| &shown[note]);
        assert_eq!(notes, [&json!(""), &json!(""), &Value::Null]);
        assert_eq!((&shown["status"], &shown["checksum"]), (&json!("active"), &json!("1e50210a0202497fb79bc38b6ade6c34")));
        assert_eq!(alice.get(&format!("{path}/file")).await.text(), "some data");
    }

    async fn a_task_tells_what_glance_tells(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob, root) = (app.user("alice").await, app.user("bob").await, app.admin().await);
        let image = alice.image("staged").await;
        alice.stage(image, b"data").await;
        alice.import(image, &direct()).await;
        app.do_tasks().await;
        let task = alice.get(&format!("/image/v2/images/{image}/tasks")).await.json()["tasks"][0].clone();
        let names = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>().join(" ");
        snapshot!(names(&task), @"created_at deleted deleted_at expires_at id image_id input message owner request_id result status type updated_at user_id");
        assert_eq!(task["input"], json!({ "image_id": image.to_string(), "import_req": direct(), "backend": ["file"] }));
        assert_eq!(task["result"], json!({ "image_id": image.to_string() }));
        let path = format!("/image/v2/tasks/{}", task["id"].as_str().expect("an id"));
        let shown = root.get(&path).await.json();
        snapshot!(names(&shown), @"created_at expires_at id image_id input message owner request_id result schema self status type updated_at user_id");
        let listed = root.get("/image/v2/tasks?type=api_image_import&status=success&limit=1").await.json();
        snapshot!(names(&listed), @"first schema tasks");
        snapshot!(names(&listed["tasks"][0]), @"created_at expires_at id owner schema self status type updated_at");
        for (who, method, path, status) in [
            (&alice, "GET", "/image/v2/tasks", 403),
            (&alice, "GET", path.as_str(), 403),
            (&root, "DELETE", path.as_str(), 405),
            (&root, "PUT", path.as_str(), 405),
            (&root, "GET", "/image/v2/tasks/cdf7199e-29de-4760-a50f-3f8374491ba8", 404),
            (&root, "GET", "/image/v2/tasks?status=foo", 400),
            (&root, "GET", "/image/v2/tasks?sort_key=foo", 400),
            (&root, "GET", "/image/v2/tasks?marker=77da01d6-6543-46aa-84cf-a73a3e9c2a54", 400),
            (&bob, "GET", &format!("/image/v2/images/{image}/tasks"), 404),
        ] {
            assert_eq!(who.send(method, path, "").await.status, status, "{method} {path}");
        }
    }

    async fn a_task_keeps_only_what_its_import_goes_by(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("staged").await;
        alice.stage(image, b"data").await;
        let junk = |times: usize| json!({ "method": { "name": "glance-direct", "junk": 1 }, "all_stores": false, "junk": "x".repeat(times) });
        assert_eq!(alice.import(image, &junk(16 << 10)).await.status, 413);
        assert_eq!(alice.import(image, &junk(1 << 10)).await.status, 202);
        let tasks = alice.get(&format!("/image/v2/images/{image}/tasks")).await.json()["tasks"].clone();
        assert_eq!(tasks[0]["input"]["import_req"], json!({ "method": { "name": "glance-direct" }, "all_stores": false }));
    }

    async fn tasks_come_a_page_at_a_time(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, root) = (app.user("alice").await, app.admin().await);
        let mut made = Vec::new();
        for _ in 0..5 {
            let image = alice.image("one of many").await;
            alice.stage(image, b"data").await;
            alice.import(image, &direct()).await;
            made.insert(0, alice.get(&format!("/image/v2/images/{image}/tasks")).await.json()["tasks"][0]["id"].clone());
        }
        let (mut next, mut seen) = (Some("/v2/tasks?limit=2".to_owned()), Vec::new());
        while let Some(path) = next {
            let page = root.get(&format!("/image{path}")).await.json();
            seen.extend(page["tasks"].as_array().expect("a list").iter().map(|task| task["id"].clone()));
            next = page["next"].as_str().map(ToOwned::to_owned);
        }
        assert_eq!(seen, made);
    }

    async fn an_import_that_cannot_be_is_refused_as_in_glance(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob, root) = (app.user("alice").await, app.user("bob").await, app.admin().await);
        let rita = app.colleague(&alice, "rita", Role::Reader).await;
        let (queued, staged) = (alice.image("queued").await, alice.image("staged").await);
        let active = alice.active("active", b"data").await;
        let bare = alice.post_json("/image/v2/images", &json!({ "name": "bare" })).await.json()["id"].as_str().expect("an id").parse().expect("a UUID");
        alice.stage(staged, b"data").await;
        let copy = |more: Value| {
            let mut body = json!({ "method": { "name": "copy-image" } });
            body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            body
        };
        let mut answers = Vec::new();
        for (who, image, body) in [
            (&alice, queued, direct()),
            (&alice, active, direct()),
            (&bob, staged, direct()),
            (&rita, staged, direct()),
            (&alice, staged, json!({ "method": { "name": "foo" } })),
            (&alice, staged, json!({})),
            (&alice, staged, json!({ "method": {} })),
            (&alice, staged, json!({ "method": "glance-direct" })),
            (&alice, staged, json!(["a list"])),
            (&alice, staged, json!({ "method": { "name": "glance-direct" }, "stores": ["nope"] })),
            (&alice, staged, json!({ "method": { "name": "glance-direct" }, "stores": "file" })),
            (&alice, staged, json!({ "method": { "name": "glance-direct" }, "stores": ["file"], "all_stores": true })),
            (&alice, staged, json!({ "method": { "name": "web-download", "uri": "https://example.org/x" } })),
            (&alice, bare, json!({ "method": { "name": "web-download", "uri": "https://example.org/x" } })),
            (&alice, queued, json!({ "method": { "name": "web-download" } })),
            (&alice, active, copy(json!({ "stores": ["file"] }))),
            (&root, active, copy(json!({ "stores": ["file"] }))),
            (&root, active, copy(json!({}))),
            (&root, active, copy(json!({ "stores": ["nope"] }))),
            (&root, queued, copy(json!({ "stores": ["file"] }))),
        ] {
            let answer = who.import(image, &body).await;
            answers.push(format!("{} {}", answer.status.as_u16(), answer.message().replace(&image.to_string(), "…")));
        }
        snapshot!(answers.join("\n"), @r#"
        409 image … is queued; only a staged one can be imported by glance-direct: stage its data first
        409 image … is active already; nothing can be imported into it
        404 No image found with ID …
        403 you may not change images: the policy `modify_image` does not allow it
        400 method.name `foo` is not one of glance-direct, web-download, copy-image
        400 method is missing, or is no object
        400 method.name is missing, or is no string
        400 method is missing, or is no object
        400 method is missing, or is no object
        409 there is no store `nope`
        400 stores is not a list
        400 all_stores goes with neither stores nor x-image-meta-store
        409 image … is uploading; only a queued one can be imported by web-download
        409 container_format is not set; an image needs it before an import
        400 method.uri is missing, or is no string
        403 you may not copy images to other stores: the policy `copy_image` does not allow it
        400 the image is in store `file` already
        400 the image is in store `file` already
        409 there is no store `nope`
        409 image … is queued; only an active one can be copied
        "#);
        assert_eq!(root.import(active, &copy(json!({ "all_stores": true }))).await.status, 202);
        let both = alice.clone().header("x-image-meta-store", "file");
        assert_eq!(both.import(staged, &json!({ "method": { "name": "glance-direct" }, "stores": ["file"] })).await.status, 400);
        let shown = alice.get(&format!("/image/v2/images/{staged}")).await.json();
        assert_eq!((&shown["status"], &shown["os_glance_import_task"]), (&json!("uploading"), &Value::Null), "none of them did anything");
        assert_eq!(alice.import(staged, &direct()).await.status, 202);
        let twice = alice.import(staged, &direct()).await;
        assert_eq!((twice.status.as_u16(), twice.message()), (409, format!("an import into image {staged} is under way already")));
    }

    async fn staging_is_refused_as_in_glance(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let rita = app.colleague(&alice, "rita", Role::Reader).await;
        let (image, active) = (alice.image("staged").await, alice.active("active", b"data").await);
        let path = format!("/image/v2/images/{image}/stage");
        assert_eq!(alice.clone().header("content-type", "text/plain").send("PUT", &path, "data").await.status, 415);
        assert_eq!(bob.stage(image, b"data").await.status, 404);
        assert_eq!(rita.stage(image, b"data").await.status, 403);
        assert_eq!(alice.stage(active, b"data").await.status, 409);
        let bare = alice.post_json("/image/v2/images", &json!({ "name": "bare" })).await.json()["id"].as_str().expect("an id").parse().expect("a UUID");
        assert_eq!(alice.stage(bare, b"data").await.status, 400);
        for (size, status) in [("5", 400), ("x", 400)] {
            assert_eq!(alice.clone().header("x-openstack-image-size", size).stage(image, b"data").await.status, status);
        }
        assert_eq!(alice.get(&format!("/image/v2/images/{image}")).await.json()["status"], "queued");
        assert_eq!(alice.clone().header("x-openstack-image-size", "4").stage(image, b"data").await.status, 204);
        assert_eq!(alice.stage(image, b"data").await.status, 409);
        assert_eq!(alice.put_data(image, b"data").await.status, 409);
    }

    async fn a_method_that_is_switched_off_is_not_there(db: TestDb) {
        let app = TestApp::with(db, &[("VITRINE_IMPORT_METHODS", "web-download")]).await;
        let alice = app.user("alice").await;
        let image = alice.image("queued").await;
        assert_eq!(alice.stage(image, b"data").await.status, 404);
        assert_eq!(alice.import(image, &direct()).await.status, 400);
        let info = alice.get("/image/v2/info/import").await.json();
        assert_eq!(info["import-methods"]["value"], json!(["web-download"]));
        let made = alice.post_json("/image/v2/images", &json!({})).await;
        assert_eq!(made.header("openstack-image-import-methods"), "web-download");
    }

    async fn what_an_import_notes_is_nobody_elses_to_change(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("queued").await;
        for name in ["os_glance_import_task", "os_glance_failed_import", "os_glance_x"] {
            let patch = json!([{ "op": "add", "path": format!("/{name}"), "value": "x" }]);
            let client = alice.clone().header("content-type", "application/openstack-images-v2.1-json-patch");
            let answer = client.send("PATCH", &format!("/image/v2/images/{image}"), patch.to_string()).await;
            assert_eq!(answer.status, 403, "{name}");
        }
    }
}
