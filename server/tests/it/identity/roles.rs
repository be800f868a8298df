use serde_json::json;
use testkit::both_databases;

use super::{make, role, text};
use crate::helpers::TestApp;

both_databases! {
    async fn two_roles_differ_in_more_than_their_case(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin().await;
        make(&admin, "roles", "role", json!({ "name": "publisher" })).await;
        let other = make(&admin, "roles", "role", json!({ "name": "helpdesk" })).await;
        let path = format!("/identity/v3/roles/{}", text(&other["id"]));
        for name in ["Publisher", "ADMIN"] {
            let body = json!({ "role": { "name": name } });
            assert_eq!(admin.post_json("/identity/v3/roles", &body).await.status, 409, "{name}");
            assert_eq!(admin.send_json("PATCH", &path, &body).await.status, 409, "{name}");
        }
        let own = json!({ "role": { "name": "Helpdesk" } });
        assert_eq!(admin.send_json("PATCH", &path, &own).await.status, 200, "it may change its own");
    }

    async fn four_roles_are_there_and_stay(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin().await;
        let roles = admin.get("/identity/v3/roles").await.json();
        let names: Vec<_> = roles["roles"].as_array().expect("roles").iter().map(|role| text(&role["name"])).collect();
        assert_eq!(names, ["admin", "member", "reader", "service"]);
        let path = format!("/identity/v3/roles/{}", role(&admin, "member").await);
        assert_eq!(admin.get(&path).await.json()["role"]["options"]["immutable"], true);
        assert_eq!(admin.send_json("PATCH", &path, &json!({ "role": { "name": "x" } })).await.status, 403);
        assert_eq!(admin.delete(&path).await.status, 403);
    }

    async fn an_operators_own_role_is_given_renamed_and_deleted(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        let made = make(&admin, "roles", "role", json!({ "name": "auditor" })).await;
        let path = format!("/identity/v3/roles/{}", text(&made["id"]));
        let caller = &alice.person().caller;
        let there = format!("/identity/v3/projects/{}/users/{}/roles/{}", caller.project, caller.user, text(&made["id"]));
        assert_eq!(admin.send("PUT", &there, "").await.status, 204);
        let renamed = admin.send_json("PATCH", &path, &json!({ "role": { "name": "inspector" } })).await;
        assert_eq!(renamed.json()["role"]["name"], "inspector");
        assert_eq!(admin.get(&there).await.status, 204);
        let scope = json!({ "project": { "id": caller.project } });
        let token = app.sign_in("alice", "alice-alice", Some(scope)).await.json();
        let names: Vec<_> = token["token"]["roles"].as_array().expect("roles").iter().map(|role| text(&role["name"])).collect();
        assert_eq!(names, ["inspector", "member", "reader"]);
        assert_eq!(admin.delete(&path).await.status, 204);
        assert_eq!(admin.get(&there).await.status, 404);
        assert_eq!(alice.get("/image/v2/images").await.status, 401, "it rested on the role");
        assert_eq!(app.again(&alice).await.get("/image/v2/images").await.status, 200, "she is a member still");
    }
}
