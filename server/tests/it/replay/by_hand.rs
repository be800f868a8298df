//! Where the answers are other than Glance's or Keystone's and no recorded exchange shows it.

use serde_json::json;
use testkit::both_databases;

use crate::helpers::TestApp;

both_databases! {
    async fn the_next_page_is_of_the_same_list_and_never_empty(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for name in ["a", "b"] {
            let body = json!({ "name": name, "tags": ["x", "y"] });
            assert_eq!(alice.post_json("/image/v2/images", &body).await.status, 201);
        }
        let query = "tag=x&tag=y&sort_key=name&sort_key=id&sort_dir=asc&sort_dir=desc";

        let first = alice.get(&format!("/image/v2/images?{query}&limit=1")).await.json();
        let next = first["next"].as_str().expect("a second page").to_owned();
        for kept in query.split('&') {
            assert!(next.contains(kept), "{kept} is missing from {next}");
        }
        let second = alice.get(&format!("/image{next}")).await.json();
        assert_eq!((&second["images"][0]["name"], second.get("next")), (&json!("b"), None));

        let full = alice.get("/image/v2/images?limit=2").await.json();
        assert_eq!((full["images"].as_array().map(Vec::len), full.get("next")), (Some(2), None));
    }

    async fn tags_are_shown_in_alphabetical_order(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let made = alice.post_json("/image/v2/images", &json!({ "tags": ["b", "c", "a"] })).await;
        assert_eq!(made.json()["tags"], json!(["a", "b", "c"]));
    }

    async fn what_is_not_enforced_is_not_accepted(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin().await;
        let caller = admin.person().caller.clone();
        let rule = json!([{ "service": "image", "method": "GET", "path": "/v2/images" }]);
        for (path, body) in [
            ("projects", json!({ "project": { "name": "nested", "parent_id": caller.project } })),
            ("projects", json!({ "project": { "name": "acting", "is_domain": true } })),
            ("users", json!({ "user": { "name": "locked", "options": { "lock_password": true } } })),
            ("projects", json!({ "project": { "name": "fixed", "options": { "immutable": true } } })),
            ("limits", json!({ "limits": [{ "service_id": "image", "resource_name": "image_count_total", "resource_limit": 1, "domain_id": "default" }] })),
            (&format!("users/{}/application_credentials", caller.user), json!({ "application_credential": { "name": "ruled", "access_rules": rule } })),
        ] {
            let answer = admin.post_json(&format!("/identity/v3/{path}"), &body).await;
            assert_eq!(answer.status, 400, "{path}: {}", answer.text());
        }
        // As Horizon sends it with every user.
        let user = json!({ "user": { "name": "free", "options": { "lock_password": false } } });
        assert_eq!(admin.post_json("/identity/v3/users", &user).await.status, 201);
        for path in ["OS-TRUST/trusts", "OS-FEDERATION/identity_providers", "OS-OAUTH1/consumers", "groups/none", "credentials/none"] {
            assert_eq!(admin.get(&format!("/identity/v3/{path}")).await.status, 404, "{path}");
        }
        for path in ["groups", "credentials"] {
            assert_eq!(admin.post_json(&format!("/identity/v3/{path}"), &json!({})).await.status, 405, "{path}");
        }
    }

    async fn a_member_sees_an_image_and_not_how_it_came(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let image = alice.image("staged").await;
        alice.stage(image, b"data").await;
        alice.import(image, &json!({ "method": { "name": "glance-direct" } })).await;
        let member = json!({ "member": bob.person().caller.project });
        assert_eq!(alice.post_json(&format!("/image/v2/images/{image}/members"), &member).await.status, 200);

        let tasks = format!("/image/v2/images/{image}/tasks");
        assert_eq!(alice.get(&tasks).await.json()["tasks"].as_array().map(Vec::len), Some(1));
        let theirs = bob.get(&tasks).await;
        assert_eq!((theirs.status.as_u16(), theirs.json()["tasks"].as_array().map(Vec::len)), (200, Some(0)));
    }
}
