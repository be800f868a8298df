use serde_json::json;
use testkit::both_databases;

use super::{make, text, with};
use crate::helpers::TestApp;

both_databases! {
    async fn an_admin_makes_projects_and_users(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin().await;
        let project = make(&admin, "projects", "project", json!({ "name": "lab", "description": "Rats", "tags": ["a"] })).await;
        assert_eq!(project["domain_id"], "default");
        assert_eq!((&project["enabled"], &project["is_domain"], &project["tags"]), (&json!(true), &json!(false), &json!(["a"])));
        let self_link = format!("http://vitrine.test/identity/v3/projects/{}", text(&project["id"]));
        assert_eq!(project["links"]["self"], self_link.as_str());
        let user = make(&admin, "users", "user", json!({
            "name": "carol", "password": "seven-green-cats", "email": "carol@example.org", "default_project_id": project["id"],
        })).await;
        assert_eq!(user["email"], "carol@example.org");
        assert!(user.get("password").is_none() && user.get("password_hash").is_none(), "{user}");
        let found = admin.get("/identity/v3/users?name=carol").await.json();
        assert_eq!(found["users"], json!([user]));
        assert_eq!(found["links"]["self"], "http://vitrine.test/identity/v3/users?name=carol");
        let again = admin.post_json("/identity/v3/projects", &json!({ "project": { "name": "lab" } })).await;
        assert_eq!((again.status.as_u16(), again.json()["error"]["title"].clone()), (409, json!("Conflict")));
    }

    async fn lists_are_narrowed_by_name_domain_and_enabled(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin().await;
        let domain = make(&admin, "domains", "domain", json!({ "name": "north" })).await;
        make(&admin, "projects", "project", json!({ "name": "far", "domain_id": domain["id"] })).await;
        make(&admin, "projects", "project", json!({ "name": "shut", "enabled": false })).await;
        let names = async |query: &str| {
            let found = admin.get(&format!("/identity/v3/projects{query}")).await.json();
            found["projects"].as_array().expect("projects").iter().map(|one| text(&one["name"])).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names("").await, "admin far shut");
        assert_eq!(names("?name=far").await, "far");
        assert_eq!(names("?domain_id=default").await, "admin shut");
        assert_eq!(names("?enabled=false").await, "shut");
        assert_eq!(names("?enabled=True&domain_id=default&unheard_of=1").await, "admin");
    }

    async fn a_member_sees_themselves_and_their_project_and_changes_nothing(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let [me, mine] = [alice.person().caller.user.to_string(), alice.person().caller.project.to_string()];
        for path in [format!("users/{me}"), format!("users/{me}/projects"), format!("projects/{mine}"), "auth/projects".into()] {
            assert_eq!(alice.get(&format!("/identity/v3/{path}")).await.status, 200, "{path}");
        }
        for path in ["users".into(), "projects".into(), "domains".into(), "roles".into(), "role_assignments".into(),
            format!("users/{}", bob.person().caller.user), format!("projects/{}", bob.person().caller.project)] {
            let answer = alice.get(&format!("/identity/v3/{path}")).await;
            assert_eq!(answer.status, 403, "{path}: {}", answer.text());
        }
        for endpoint in app.endpoints.iter().filter(|endpoint| endpoint.path.starts_with("/identity/v3") && endpoint.method != "GET") {
            if endpoint.path.contains("/auth/") || endpoint.path.contains("application_credentials") {
                continue;
            }
            let path = endpoint.path.replace("{id}", &mine).replace("{user}", &me).replace("{role}", "admin");
            let body = json!({ "project": {}, "user": { "password": "x", "original_password": "y" }, "domain": {}, "role": {},
                "limit": {}, "registered_limit": {}, "limits": [{ "service_id": "image", "resource_name": "x", "resource_limit": 1 }],
                "registered_limits": [{ "service_id": "image", "resource_name": "x", "default_limit": 1 }] });
            let answer = alice.send_json(endpoint.method, &path, &body).await;
            assert_eq!(answer.status, 403, "{endpoint}: {}", answer.text());
        }
    }

    async fn enabled_is_true_or_false_and_nothing_else(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin().await;
        for wrong in [json!("true"), json!(1), json!([])] {
            let body = json!({ "user": { "name": "carol", "enabled": wrong } });
            assert_eq!(admin.post_json("/identity/v3/users", &body).await.status, 400, "{wrong}");
        }
        for wrong in ["", "[]", "{}", "{\"user\":7}", "{\"user\":{\"name\":\"\"}}", "{\"user\":{\"name\":\"a\\u0000\"}}",
            "{\"user\":{\"name\":\"a\",\"description\":\"\\u0000\"}}"] {
            assert_eq!(admin.send("POST", "/identity/v3/users", wrong).await.status, 400, "{wrong}");
        }
    }

    async fn a_nul_is_a_clients_slip(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin().await;
        for path in ["users?name=%00", "projects?domain_id=%00", "roles?name=%00", "role_assignments?user.id=%00", "limits?service_id=%00"] {
            assert_eq!(admin.get(&format!("/identity/v3/{path}")).await.status, 400, "{path}");
        }
        assert_eq!(app.sign_in("a\0", "x", None).await.status, 400);
        let form = "name=%00&password=x&domain=&next=";
        let page = app.anonymous().header("accept", "text/html").header("sec-fetch-site", "same-origin");
        assert_ne!(page.post_form("/fn/sign_in", form).await.status, 500);
        assert_eq!(admin.get("/identity/v3/users/%00").await.status, 404);
    }

    async fn a_user_who_was_shut_out_needs_a_new_token(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        let path = format!("/identity/v3/users/{}", alice.person().caller.user);
        for (enabled, status) in [(false, 401), (true, 401)] {
            let changed = admin.send_json("PATCH", &path, &json!({ "user": { "enabled": enabled } })).await;
            assert_eq!(changed.json()["user"]["enabled"], json!(enabled));
            assert_eq!(alice.get("/image/v2/images").await.status, status, "the old token stays revoked");
        }
        assert_eq!(app.sign_in("alice", "alice-alice", None).await.status, 201);
        assert_eq!(admin.delete(&path).await.status, 204);
        assert_eq!(app.sign_in("alice", "alice-alice", None).await.status, 401);
        assert_eq!(admin.get(&path).await.status, 404);
    }

    async fn a_new_password_ends_what_was_got_with_the_old_one(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let cookies = app.anonymous().header("accept", "text/html").header("sec-fetch-site", "same-origin")
            .post_form("/fn/sign_in", "name=alice&password=alice-alice&domain=&next=").await.cookies();
        let page = app.anonymous().header("cookie", &cookies);
        assert_eq!(page.get("/image/v2/images").await.status, 200);
        let path = format!("/identity/v3/users/{}/password", alice.person().caller.user);
        let change = |old: &str| json!({ "user": { "password": "seven-green-cats", "original_password": old } });
        assert_eq!(alice.post_json(&path, &change("wrong")).await.status, 401);
        assert_eq!(bob.post_json(&path, &change("alice-alice")).await.status, 403);
        assert_eq!(alice.get("/image/v2/images").await.status, 200);
        assert_eq!(alice.post_json(&path, &change("alice-alice")).await.status, 204);
        assert_eq!(alice.get("/image/v2/images").await.status, 401);
        assert_eq!(page.get("/image/v2/images").await.status, 401);
        assert_eq!(app.sign_in("alice", "alice-alice", None).await.status, 401);
        assert_eq!(app.sign_in("alice", "seven-green-cats", None).await.status, 201);
    }

    async fn a_project_that_is_switched_off_ends_its_tokens(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        let path = format!("/identity/v3/projects/{}", alice.person().caller.project);
        for enabled in [false, true] {
            admin.send_json("PATCH", &path, &json!({ "project": { "enabled": enabled } })).await;
            assert_eq!(alice.get("/image/v2/images").await.status, 401);
        }
        let scope = json!({ "project": { "id": alice.person().caller.project } });
        let alice = with(alice, &app.sign_in("alice", "alice-alice", Some(scope)).await);
        assert_eq!(alice.get("/image/v2/images").await.status, 200);
        assert_eq!(admin.delete(&path).await.status, 204);
        assert_eq!(alice.get("/image/v2/images").await.status, 401);
    }

    async fn a_domain_goes_only_when_it_is_switched_off(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin().await;
        let domain = make(&admin, "domains", "domain", json!({ "name": "north" })).await;
        let path = format!("/identity/v3/domains/{}", text(&domain["id"]));
        let user = make(&admin, "users", "user", json!({ "name": "ole", "password": "seven-green-cats", "domain_id": domain["id"] })).await;
        assert_eq!(admin.delete(&path).await.status, 403);
        assert_eq!(admin.send_json("PATCH", &path, &json!({ "domain": { "enabled": false } })).await.status, 200);
        assert_eq!(admin.delete(&path).await.status, 204);
        assert_eq!(admin.get(&format!("/identity/v3/users/{}", text(&user["id"]))).await.status, 404);
        assert_eq!(admin.delete("/identity/v3/domains/default").await.status, 403);
    }
}
