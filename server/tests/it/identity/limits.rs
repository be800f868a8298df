use serde_json::{Value, json};
use testkit::both_databases;

use super::text;
use crate::helpers::{Client, TestApp};

async fn set(admin: &Client, many: &str, body: Value) -> (u16, Value) {
    let answer = admin
        .post_json(&format!("/identity/v3/{many}"), &json!({ many: [body] }))
        .await;
    (answer.status.as_u16(), answer.json())
}

both_databases! {
    async fn a_default_is_registered_and_a_project_excepted(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice, bob) = (app.admin().await, app.user("alice").await, app.user("bob").await);
        let project = &alice.person().caller.project;
        let exception = || json!({ "service_id": "image", "region_id": "RegionOne", "resource_name": "image_count_total",
            "project_id": project, "resource_limit": 5 });
        assert_eq!(set(&admin, "limits", exception()).await.0, 403, "an exception needs a rule");
        let rule = || json!({ "service_id": "image", "region_id": "RegionOne", "resource_name": "image_count_total", "default_limit": 10 });
        let (status, rules) = set(&admin, "registered_limits", rule()).await;
        assert_eq!(status, 201, "{rules}");
        assert_eq!(set(&admin, "registered_limits", rule()).await.0, 409);
        let (status, made) = set(&admin, "limits", exception()).await;
        assert_eq!(status, 201, "{made}");
        let [rule, one] = [&rules["registered_limits"][0]["id"], &made["limits"][0]["id"]].map(text);
        let query = format!("/identity/v3/limits?service_id=image&region_id=RegionOne&project_id={project}");
        assert_eq!(alice.get(&query).await.json()["limits"][0]["resource_limit"], 5);
        assert_eq!(bob.get(&query).await.json()["limits"], json!([]));
        assert_eq!(bob.get(&format!("/identity/v3/limits/{one}")).await.status, 404);
        assert_eq!(bob.get("/identity/v3/registered_limits").await.json()["registered_limits"][0]["default_limit"], 10);
        assert_eq!(bob.get("/identity/v3/limits/model").await.json()["model"]["name"], "flat");
        let change = json!({ "limit": { "resource_limit": 7 } });
        assert_eq!(admin.send_json("PATCH", &format!("/identity/v3/limits/{one}"), &change).await.json()["limit"]["resource_limit"], 7);
        let change = json!({ "registered_limit": { "default_limit": -2 } });
        assert_eq!(admin.send_json("PATCH", &format!("/identity/v3/registered_limits/{rule}"), &change).await.status, 400);
        assert_eq!(admin.delete(&format!("/identity/v3/registered_limits/{rule}")).await.status, 403);
        assert_eq!(admin.delete(&format!("/identity/v3/limits/{one}")).await.status, 204);
        assert_eq!(admin.delete(&format!("/identity/v3/registered_limits/{rule}")).await.status, 204);
    }
}
