use std::time::Instant;

use serde_json::{Value, json};
use testkit::both_databases;

use crate::helpers::{TestApp, snapshot};

both_databases! {
    async fn a_wrong_field_is_named_and_nothing_is_made(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let long = "n".repeat(256);
        let mut answers = Vec::new();
        for body in [
            json!({ "name": long }),
            json!({ "name": 7 }),
            json!({ "id": "not-a-uuid" }),
            json!({ "disk_format": "floppy" }),
            json!({ "visibility": "secret" }),
            json!({ "min_disk": -1 }),
            json!({ "min_ram": "much" }),
            json!({ "protected": "yes" }),
            json!({ "tags": "a" }),
            json!({ "status": "active" }),
            json!({ "os_glance_importing_to_stores": "x" }),
            json!({ "OS_Glance_import_task": "x" }),
            json!({ "visibility": "public" }),
            json!({ "owner": "somebody-else" }),
            json!({ "colour": null }),
            json!(["a list"]),
        ] {
            let answer = alice.post_json("/image/v2/images", &body).await;
            answers.push(format!("{} {}", answer.status.as_u16(), answer.message()));
        }
        snapshot!(answers.join("\n"), @r#"
        400 name is 256 characters long; the most is 255
        400 name is not a string
        400 id is not a UUID
        400 disk_format `floppy` is not one of qcow2, raw, vmdk, vhd, vhdx, vdi, iso, ploop, ami, ari, aki
        400 visibility `secret` is not one of private, shared, community, public
        400 min_disk is not a whole number from 0 to 2147483647
        400 min_ram is not a whole number from 0 to 2147483647
        400 protected is neither true nor false
        400 tags is not a list
        403 Attribute 'status' is read-only.
        403 Attribute 'os_glance_importing_to_stores' is reserved.
        403 Attribute 'OS_Glance_import_task' is reserved.
        403 you may not make an image public: the policy `publicize_image` does not allow it
        403 you may not give an image to another project: your role in this project does not allow it
        400 colour is not a string
        400 The body is not a JSON object.
        "#);
        let made = alice.get("/image/v2/images").await.json()["images"].clone();
        assert_eq!(made, Value::Array(vec![]));
    }

    async fn more_than_an_image_may_have_is_refused_at_once(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, root) = (app.user("alice").await, app.admin().await);
        let alice = alice.header("content-type", "application/openstack-images-v2.1-json-patch");
        let tags: Vec<String> = (0..50_000).map(|number| number.to_string()).collect();
        let no_image = "/image/v2/images/00000000-0000-4000-8000-000000000001";
        let properties = json!({ "tags": &tags[..8_000], "disk_format": "raw", "container_format": "bare" });
        let task = json!({ "type": "import", "input": {
            "import_from": "https://example.org/", "import_from_format": "raw", "image_properties": properties } });
        let trees = vec![json!({ "": 0 }); 50_000];
        let operation = json!({ "op": "replace", "path": "/name", "value": "n" });
        let replace = |tags: &[String]| json!([{ "op": "replace", "path": "/tags", "value": tags }]);
        let image = alice.image("mine").await;
        let mine = format!("/image/v2/images/{image}");
        let begin = Instant::now();
        for (who, method, path, body) in [
            (&alice, "PATCH", no_image, replace(&tags)),
            (&alice, "PATCH", no_image, replace(&tags[..8_000])),
            (&alice, "PATCH", no_image, json!(trees)),
            (&alice, "PATCH", &mine, json!(vec![operation; 1_025])),
            (&alice, "POST", "/image/v2/images", json!({ "tags": tags })),
            (&alice, "POST", "/image/v2/images", properties.clone()),
            (&alice, "POST", "/image/v2/images", json!({ "junk": trees })),
            (&root, "POST", "/image/v2/tasks", task),
        ] {
            let answer = who.send(method, path, body.to_string()).await;
            assert_eq!(answer.status, 413, "{method} {path} {}", answer.text());
        }
        // Of 50,000 tags each with each other it was minutes.
        assert!(begin.elapsed().as_secs() < 20, "{:?}", begin.elapsed());
    }

    async fn a_wrong_list_parameter_is_named(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for (query, sentence) in [
            ("limit=abc", "limit is not a whole number"),
            ("limit=-1", "limit is negative"),
            ("marker=7", "marker names no image: 7"),
        ] {
            let answer = alice.get(&format!("/image/v2/images?{query}")).await;
            assert_eq!((answer.status.as_u16(), answer.message().as_str()), (400, sentence));
        }
    }

    async fn a_path_that_names_nothing_is_404_everywhere(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await.header("tus-resumable", "1.0.0");
        for path in ["/image/v2/images/nope", "/image/v2/images/nope/file", "/uploads/nope"] {
            let method = if path.starts_with("/uploads") { "HEAD" } else { "GET" };
            assert_eq!(alice.send(method, path, "").await.status, 404, "{path}");
        }
    }
}
