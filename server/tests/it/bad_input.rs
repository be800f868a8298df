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
        400 The body is not a JSON object: invalid type: sequence, expected a map at line 1 column 0
        "#);
        let made = alice.get("/image/v2/images").await.json()["images"].clone();
        assert_eq!(made, Value::Array(vec![]));
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
