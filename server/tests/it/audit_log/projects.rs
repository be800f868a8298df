use serde_json::json;
use testkit::both_databases;

use super::{RecordedEvent, audit_events, send, signed_in};
use crate::{
    helpers::TestApp,
    identity::{make, text},
};

both_databases! {
    async fn what_becomes_of_a_project_is_noted_in_that_projects_list(db: TestDb) {
        let app = TestApp::new(db).await;
        let root = app.admin().await;
        let made = make(&root, "projects", "project", json!({ "name": "lab", "description": "Rats" })).await;
        let path = format!("/identity/v3/projects/{}", text(&made["id"]));
        for change in [json!({ "name": "zoo" }), json!({ "name": "zoo" }), json!({ "enabled": false, "colour": "red" })] {
            assert_eq!(root.send_json("PATCH", &path, &json!({ "project": change })).await.status, 200);
        }
        assert_eq!(root.delete(&path).await.status, 204);
        let rows = audit_events(&app).await;
        assert_eq!(rows.iter().map(RecordedEvent::told).collect::<Vec<_>>(), [
            ("admin", "project.create", "lab"),
            ("admin", "project.update", "zoo"),
            ("admin", "project.update", "zoo"),
            ("admin", "project.delete", "zoo"),
        ]);
        assert_eq!(rows[1].details, r#"{"name":{"from":"lab","to":"zoo"}}"#);
        assert_eq!(rows[2].details, r#"{"colour":{},"enabled":{"from":true,"to":false}}"#);
        let project = text(&made["id"]);
        assert!(rows.iter().all(|row| row.target_id == project && row.owner.as_ref() == Some(&project)), "{rows:?}");
        assert!(rows.iter().all(|row| !row.node.is_empty() && row.request_id.starts_with("req-")), "{rows:?}");
    }

    async fn what_was_refused_leaves_no_trace(db: TestDb) {
        let app = TestApp::new(db).await;
        let (root, alice) = (app.admin().await, app.user("alice").await);
        let (mine, me) = (&alice.person().caller.project, &alice.person().caller.user);
        let member = crate::identity::role(&root, "member").await;
        let grant = format!("projects/{mine}/users/{me}/roles/{member}");
        let refused = [
            (&alice, "POST", "projects".to_owned(), json!({ "project": { "name": "lab" } }), 403),
            (&alice, "PATCH", format!("projects/{mine}"), json!({ "project": { "name": "lab" } }), 403),
            (&alice, "DELETE", format!("users/{me}"), json!({}), 403),
            (&alice, "PUT", grant.clone(), json!({}), 403),
            (&alice, "POST", format!("users/{me}/password"),
                json!({ "user": { "password": "seven-green-cats", "original_password": "wrong" } }), 401),
            (&root, "POST", "users".to_owned(), json!({ "user": { "name": "alice" } }), 409),
            (&root, "POST", "projects".to_owned(), json!({ "project": { "name": "admin" } }), 409),
            (&root, "PATCH", format!("projects/{mine}"), json!({ "project": { "name": "admin" } }), 409),
            (&root, "PATCH", format!("users/{me}"), json!({ "user": { "name": "admin", "password": "seven-green-cats" } }), 409),
            (&root, "DELETE", "projects/none".to_owned(), json!({}), 404),
            (&root, "DELETE", format!("projects/{mine}/users/{}/roles/{member}", root.person().caller.user), json!({}), 404),
            // They have it already.
            (&root, "PUT", grant, json!({}), 204),
        ];
        for (who, method, path, body, status) in refused {
            let answer = who.send_json(method, &format!("/identity/v3/{path}"), &body).await;
            assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
        }
        assert!(audit_events(&app).await.is_empty(), "{:?}", audit_events(&app).await);
    }

    async fn a_projects_limits_and_quota_are_changes_of_the_project(db: TestDb) {
        let app = TestApp::new(db).await;
        let root = app.admin().await;
        let lab = text(&make(&root, "projects", "project", json!({ "name": "lab" })).await["id"]);
        let registered = json!({ "registered_limits": [
            { "service_id": "image", "resource_name": "image_count_total", "default_limit": 9 },
        ] });
        assert_eq!(root.post_json("/identity/v3/registered_limits", &registered).await.status, 201);
        let limits = json!({ "limits": [
            { "service_id": "image", "resource_name": "image_count_total", "project_id": lab, "resource_limit": 3 },
        ] });
        let made = root.post_json("/identity/v3/limits", &limits).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let path = format!("/identity/v3/limits/{}", text(&made.json()["limits"][0]["id"]));
        for limit in [4, 4] {
            let changed = root.send_json("PATCH", &path, &json!({ "limit": { "resource_limit": limit } })).await;
            assert_eq!(changed.status, 200, "{}", changed.text());
        }
        assert_eq!(root.delete(&path).await.status, 204);
        let page = signed_in(&app, "admin").await;
        for _ in 0..2 {
            send(&page, &root, "set_quota", &format!("id={lab}&size=10&staged=&images=&uploading=")).await;
        }
        let rows = audit_events(&app).await;
        let changes: Vec<_> = rows.iter().filter(|row| row.action == "project.update").collect();
        let details: Vec<&str> = changes.iter().map(|row| row.details.as_str()).collect();
        assert_eq!(details, [
            r#"{"quota image_count_total":{"from":null,"to":3}}"#,
            r#"{"quota image_count_total":{"from":3,"to":4}}"#,
            r#"{"quota image_count_total":{"from":4,"to":null}}"#,
            r#"{"quota image_size_total":{"from":null,"to":10}}"#,
        ]);
        assert!(changes.iter().all(|row| row.target_name == "lab" && row.owner.as_ref() == Some(&lab)), "{changes:?}");
    }
}
