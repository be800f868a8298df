use serde_json::json;
use testkit::both_databases;

use super::{role, with};
use crate::helpers::TestApp;

both_databases! {
    async fn a_token_for_nothing_finds_its_projects_and_no_image(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let answer = app.sign_in("alice", "alice-alice", Some(json!("unscoped"))).await;
        for absent in ["project", "roles", "catalog", "is_domain"] {
            assert!(answer.json()["token"].get(absent).is_none(), "{absent}");
        }
        let guest = with(app.anonymous(), &answer);
        let projects = guest.get("/identity/v3/auth/projects").await.json();
        assert_eq!(projects["projects"][0]["id"], json!(alice.person().caller.project));
        assert_eq!(guest.get("/identity/v3/auth/domains").await.json()["domains"], json!([]));
        assert_eq!(guest.get("/identity/v3/auth/system").await.json()["system"], json!([]));
        assert_eq!(guest.get("/identity/v3/auth/catalog").await.json()["catalog"][1]["type"], "image");
        assert_eq!(guest.get("/image/v2/images").await.status, 403);
    }

    async fn who_names_no_scope_is_in_their_default_project(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        assert!(app.sign_in("alice", "alice-alice", None).await.json()["token"].get("project").is_none());
        let caller = alice.person().caller.clone();
        let body = json!({ "user": { "default_project_id": caller.project } });
        admin.send_json("PATCH", &format!("/identity/v3/users/{}", caller.user), &body).await;
        assert_eq!(app.sign_in("alice", "alice-alice", None).await.json()["token"]["project"]["id"], json!(caller.project));
        assert!(app.sign_in("alice", "alice-alice", Some(json!("unscoped"))).await.json()["token"].get("project").is_none());
    }

    async fn the_system_is_for_those_who_have_a_role_in_it(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        let system = || Some(json!({ "system": { "all": true } }));
        assert_eq!(app.sign_in("alice", "alice-alice", system()).await.status, 401);
        let path = format!("/identity/v3/system/users/{}/roles/{}", alice.person().caller.user, role(&admin, "reader").await);
        assert_eq!(admin.send("PUT", &path, "").await.status, 204);
        let answer = app.sign_in("alice", "alice-alice", system()).await;
        assert_eq!(answer.json()["token"]["system"], json!({ "all": true }));
        let reader = with(app.anonymous(), &answer);
        assert_eq!(reader.get("/identity/v3/projects").await.status, 200);
        assert_eq!(reader.post_json("/identity/v3/projects", &json!({ "project": { "name": "x" } })).await.status, 403);
        assert_eq!(reader.get("/image/v2/images").await.status, 403);
        // Who may look at everything sees another's token, and does not end it.
        let of_admin = reader.clone().header("x-subject-token", admin.value("x-auth-token"));
        assert_eq!(of_admin.get("/identity/v3/auth/tokens").await.status, 200);
        assert_eq!(of_admin.delete("/identity/v3/auth/tokens").await.status, 403);
        assert_eq!(admin.delete(&path).await.status, 204);
        assert_eq!(reader.get("/identity/v3/projects").await.status, 401);
    }

    async fn a_token_for_a_domain_names_it(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        let domain = || Some(json!({ "domain": { "name": "Default" } }));
        assert_eq!(app.sign_in("alice", "alice-alice", domain()).await.status, 401);
        let path = format!("/identity/v3/domains/default/users/{}/roles/{}", alice.person().caller.user, role(&admin, "reader").await);
        assert_eq!(admin.send("PUT", &path, "").await.status, 204);
        let answer = app.sign_in("alice", "alice-alice", domain()).await;
        assert_eq!(answer.json()["token"]["domain"], json!({ "id": "default", "name": "Default" }));
        let token = with(app.anonymous(), &answer);
        assert_eq!(token.get("/identity/v3/auth/domains").await.json()["domains"][0]["id"], "default");
        assert_eq!(token.get("/identity/v3/projects").await.status, 403, "a domain is not the system");
    }

    async fn services_endpoints_and_the_region_come_from_the_configuration(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        assert_eq!(admin.get("/identity/v3/services?type=image").await.json()["services"][0]["name"], "glance");
        let endpoints = admin.get("/identity/v3/endpoints?service_id=image&interface=public").await.json();
        assert_eq!(endpoints["endpoints"].as_array().expect("endpoints").len(), 1);
        let endpoint = admin.get("/identity/v3/endpoints/image-public").await.json();
        assert_eq!(endpoint["endpoint"]["url"], "http://vitrine.test/image");
        assert_eq!(alice.get("/identity/v3/regions").await.json()["regions"][0]["id"], "RegionOne");
        assert_eq!(alice.get("/identity/v3/regions/Nowhere").await.status, 404);
        assert_eq!(alice.get("/identity/v3/services").await.status, 403);
    }
}
