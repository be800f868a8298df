use model::Role;
use serde_json::json;
use testkit::both_databases;

use crate::helpers::{TestApp, snapshot};

both_databases! {
    async fn every_version_prefix_leads_to_the_same_images(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("one").await;
        for prefix in ["/v2", "/v2.0", "/v2.9", "/v2.18", "//v2/"] {
            let answer = alice.get(&format!("/image{prefix}/images/{image}")).await;
            assert_eq!(answer.status, 200, "{prefix}");
        }
        assert_eq!(alice.get("/image/v2.9/images?limit=1").await.json()["first"], "/v2/images?limit=1");
    }

    async fn a_path_that_is_not_there_answers_as_glance(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let anonymous = app.anonymous();
        let image = alice.image("one").await;
        for (who, method, path, status) in [
            (&anonymous, "GET", "/image/", 300),
            (&anonymous, "HEAD", "/image/", 300),
            (&anonymous, "POST", "/image/", 300),
            (&anonymous, "GET", "/image/nope", 300),
            (&alice, "GET", "/image/v1/images", 300),
            (&alice, "GET", "/image/v2.99/images", 300),
            (&anonymous, "GET", "/image/v2/nope", 401),
            (&alice, "GET", "/image/v2/nope", 404),
            (&alice, "GET", "/image/v2/images/", 404),
            (&alice, "GET", &format!("/image/v2/images/{image}/"), 404),
            (&alice, "POST", "/image/v2/images/", 404),
            (&alice, "GET", "/image/v2/schemas/nope", 404),
            (&alice, "GET", "/image/v2/info/nope", 404),
            (&anonymous, "OPTIONS", "/image/v2/images", 200),
            (&anonymous, "PUT", "/image/v2/images", 401),
        ] {
            let answer = who.send(method, path, "").await;
            assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
        }
        assert!(alice.get("/image/v1/images").await.json()["versions"].is_array());
    }

    async fn what_is_not_served_is_refused_as_glance_writes_errors(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("one").await;
        for (method, path, status, title) in [
            ("GET", "/image/v2/nope".to_owned(), 404, "Not Found"),
            ("GET", "/image/v2/images/".to_owned(), 404, "Not Found"),
            ("GET", format!("/image/v2/images/{image}/nope"), 404, "Not Found"),
            ("PUT", "/image/v2/images".to_owned(), 405, "Method Not Allowed"),
        ] {
            let code = format!("{status} {title}");
            let ask = async |accept: &str| alice.clone().header("accept", accept).send(method, &path, "").await;

            let plain = ask("application/json").await;
            assert_eq!(plain.status, status, "{method} {path}: {}", plain.text());
            assert_eq!(plain.json(), json!({ "code": code, "title": title, "message": plain.message() }), "{method} {path}");
            assert_eq!(plain.header("allow").contains("GET"), status == 405, "{method} {path}");
            // As glanceclient and a browser ask.
            assert_eq!(ask("*/*").await.json()["error"]["code"], status, "{method} {path}");
            assert!(ask("text/html").await.text().contains(&format!("<h1>{code}</h1>")), "{method} {path}");
        }
    }

    async fn a_version_is_listed_where_its_calls_are_served(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let listed = alice.get("/image/versions").await.json();

        // Image tasks and use of quotas; no location is taken.
        for (place, id) in ["v2.13", "v2.12", "v2.9"].into_iter().enumerate() {
            assert_eq!(listed["versions"][place]["id"], id);
        }
        assert!(!listed.to_string().contains("v2.17"));
        let image = alice.image("one").await;
        assert_eq!(alice.get(&format!("/image/v2/images/{image}/tasks")).await.status, 200);
        assert_eq!(alice.get("/image/v2/info/usage").await.status, 200);
    }

    async fn a_wrong_method_is_told_the_right_ones(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("one").await;
        let path = format!("/image/v2/images/{image}");
        let mut answers = Vec::new();
        for (method, path) in [
            ("PUT", "/image/v2/images".to_owned()),
            ("HEAD", "/image/v2/images".to_owned()),
            ("POST", path.clone()),
            ("HEAD", path.clone()),
            ("GET", format!("{path}/tags/a")),
            ("PUT", format!("{path}/members")),
            ("DELETE", format!("{path}/file")),
            ("GET", format!("{path}/actions/deactivate")),
            ("POST", "/image/v2/schemas/image".to_owned()),
            ("POST", "/image/v2/info/stores".to_owned()),
        ] {
            let answer = alice.send(method, &path, "").await;
            answers.push(format!("{} {}", answer.status.as_u16(), answer.header("allow")));
        }
        snapshot!(answers.join("\n"), @"
        405 GET, POST
        405 GET, POST
        405 DELETE, GET, PATCH
        405 DELETE, GET, PATCH
        405 DELETE, PUT
        405 GET, POST
        405 GET, PUT
        405 POST
        405 GET
        405 GET
        ");
    }

    async fn every_schema_is_served(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let metadefs = ["namespace", "namespaces", "resource_type", "resource_types", "property", "properties", "object", "objects", "tag", "tags"];
        let metadefs = metadefs.map(|name| format!("metadefs/{name}"));
        let names = ["image", "images", "member", "members", "task", "tasks"].map(str::to_owned);
        for name in names.iter().chain(&metadefs) {
            let answer = alice.get(&format!("/image/v2/schemas/{name}")).await;
            assert_eq!(answer.status, 200, "{name}");
            assert!(answer.json()["properties"].is_object(), "{name}");
        }
    }

    async fn what_can_be_found_out_is_told(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let root = app.colleague(&alice, "root", Role::Admin).await;
        assert_eq!(alice.get("/image/v2/info/import").await.json()["import-methods"]["type"], "array");
        assert_eq!(alice.get("/image/v2/info/usage").await.text(), r#"{"usage":{}}"#);
        assert_eq!(alice.get("/image/v2/info/stores").await.status, 404);
        assert_eq!(alice.get("/image/v2/info/stores/detail").await.status, 403);
        assert_eq!(root.get("/image/v2/info/stores/detail").await.status, 404);
    }
}
