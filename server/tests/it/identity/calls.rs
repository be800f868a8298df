//! Every call that the common clients were seen to make at a real Keystone, with the status and the shape that it gave.

use model::Role;
use serde_json::{Value, json};
use testkit::both_databases;

use super::{role, text, with};
use crate::helpers::{Answer, Client, TestApp};

/// The names in an object, in alphabetical order.
fn names(object: &Value) -> String {
    let object = object.as_object().expect("an object");
    let mut names: Vec<_> = object.keys().map(String::as_str).collect();
    names.sort_unstable();
    names.join(" ")
}

/// Asks below `/identity`, and expects that status.
async fn ask(client: &Client, method: &str, path: &str, status: u16) -> Answer {
    let answer = client.send(method, &format!("/identity{path}"), "").await;
    assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
    if status == 204 {
        assert!(answer.body.is_empty());
    }
    answer
}

async fn send(client: &Client, method: &str, path: &str, body: Value, status: u16) -> Value {
    let answer = client
        .send_json(method, &format!("/identity{path}"), &body)
        .await;
    assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
    answer.json()
}

/// The first of a list, whose frame is Keystone's.
fn first(answer: &Answer, many: &str) -> Value {
    let json = answer.json();
    assert_eq!(names(&json["links"]), "next previous self", "{many}");
    json[many][0].clone()
}

const PROJECT: &str =
    "description domain_id enabled id is_domain links name options parent_id tags";
const USER: &str = "domain_id enabled id links name options password_expires_at";
const ROLE: &str = "description domain_id id links name options";
const DOMAIN: &str = "description enabled id links name options tags";
const SERVICE: &str = "enabled id links name type";
const ENDPOINT: &str = "enabled id interface links region region_id service_id url";
const RULE: &str = "default_limit description id links region_id resource_name service_id";
const LIMIT: &str =
    "description domain_id id links project_id region_id resource_limit resource_name service_id";
const TOKEN: &str = "audit_ids catalog expires_at is_domain issued_at methods project roles user";

both_databases! {
    async fn discovery_and_tokens(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, anonymous) = (app.user("alice").await, app.anonymous());
        let nova = app.colleague(&alice, "nova", Role::Service).await;
        assert_eq!(ask(&anonymous, "GET", "/", 300).await.json()["versions"]["values"][0]["id"], "v3.14");
        assert_eq!(names(&ask(&anonymous, "GET", "/v3", 200).await.json()["version"]), "id links media-types status updated");
        let issued = app.sign_in("alice", "alice-alice", Some(json!({ "project": { "id": alice.person().caller.project } }))).await;
        assert_eq!((issued.status.as_u16(), names(&issued.json()["token"]).as_str()), (201, TOKEN));
        assert_eq!(names(&issued.json()["token"]["user"]), "domain id name password_expires_at");
        assert_eq!(names(&issued.json()["token"]["catalog"][0]), "endpoints id name type");
        let unscoped = app.sign_in("alice", "alice-alice", Some(json!("unscoped"))).await.json();
        assert_eq!(names(&unscoped["token"]), "audit_ids expires_at issued_at methods user");
        let about = |token: &str| nova.clone().header("x-subject-token", token);
        let token = issued.header("x-subject-token");
        for path in ["/v3/auth/tokens", "/v3/auth/tokens?allow_expired=1"] {
            assert_eq!(names(&ask(&about(token), "GET", path, 200).await.json()["token"]), TOKEN);
        }
        let unknown = ask(&about("invalid"), "GET", "/v3/auth/tokens", 404).await.json();
        assert_eq!(names(&unknown["error"]), "code message title");
    }

    async fn what_a_test_suite_makes_and_takes_away(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin().await;
        let domain = first(&ask(&admin, "GET", "/v3/domains?name=Default", 200).await, "domains");
        assert_eq!((domain["id"].as_str(), names(&domain).as_str()), (Some("default"), DOMAIN));
        assert_eq!(names(&first(&ask(&admin, "GET", "/v3/roles", 200).await, "roles")), ROLE);
        let member = first(&ask(&admin, "GET", "/v3/roles?name=member", 200).await, "roles");
        assert_eq!(member["name"], "member");
        let project = json!({ "project": { "name": "tempest-1", "description": "tempest-1-desc", "domain_id": "default" } });
        let project = send(&admin, "POST", "/v3/projects", project, 201).await["project"].clone();
        assert_eq!(names(&project), PROJECT);
        let user = json!({ "user": { "name": "tempest-u", "password": "Pass-word-12", "email": "tempest-u@example.com", "domain_id": "default", "enabled": true } });
        let user = send(&admin, "POST", "/v3/users", user, 201).await["user"].clone();
        assert_eq!((user["email"].as_str(), names(&user).as_str()), (Some("tempest-u@example.com"), format!("domain_id email {}", &USER[10..]).as_str()));
        let [project, user, member] = [&project["id"], &user["id"], &member["id"]].map(text);
        ask(&admin, "PUT", &format!("/v3/projects/{project}/users/{user}/roles/{member}"), 204).await;
        ask(&admin, "PUT", &format!("/v3/system/users/{user}/roles/{}", role(&admin, "reader").await), 204).await;
        assert_eq!(names(&ask(&admin, "GET", &format!("/v3/projects/{project}"), 200).await.json()["project"]), PROJECT);
        ask(&admin, "DELETE", &format!("/v3/users/{user}"), 204).await;
        ask(&admin, "DELETE", &format!("/v3/projects/{project}"), 204).await;
        ask(&admin, "GET", &format!("/v3/projects/{project}"), 404).await;
    }

    async fn how_a_command_finds_the_project_to_share_with(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice, bob) = (app.admin().await, app.user("alice").await, app.user("bob").await);
        let theirs = &bob.person().caller.project;
        ask(&admin, "GET", "/v3/projects/bobs-project", 404).await;
        let found = first(&ask(&admin, "GET", "/v3/projects?name=bobs-project", 200).await, "projects");
        assert_eq!((text(&found["id"]), names(&found).as_str()), (theirs.to_string(), PROJECT));
        let refused = ask(&alice, "GET", &format!("/v3/projects/{theirs}"), 403).await.json();
        assert_eq!((names(&refused["error"]).as_str(), &refused["error"]["title"]), ("code message title", &json!("Forbidden")));
        ask(&alice, "GET", &format!("/v3/projects?name={theirs}"), 403).await;
    }

    async fn how_limits_are_set_and_asked_for(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        let project = &alice.person().caller.project;
        let glance = app.colleague(&alice, "glance", Role::Service).await;
        let user = glance.person().caller.user.clone();
        app.fixtures.identity.assign_system(&user, Role::Reader).await.expect("a role");
        let glance = with(app.anonymous(), &app.sign_in("glance", "glance-glance", Some(json!({ "system": { "all": true } }))).await);
        let services = ask(&admin, "GET", "/v3/services", 200).await;
        assert_eq!(names(&first(&services, "services")), SERVICE);
        let service = services.json()["services"].as_array().expect("services").iter().find(|one| one["type"] == "image").map(|one| text(&one["id"]));
        let service = service.expect("ours");
        let endpoint = ask(&glance, "GET", "/v3/endpoints/image-public", 200).await.json()["endpoint"].clone();
        assert_eq!((text(&endpoint["service_id"]), text(&endpoint["region_id"]), names(&endpoint).as_str()), (service.clone(), "RegionOne".into(), ENDPOINT));
        let rule = json!({ "service_id": service, "region_id": "RegionOne", "resource_name": "image_size_total", "default_limit": 2000 });
        let rule = send(&admin, "POST", "/v3/registered_limits", json!({ "registered_limits": [rule] }), 201).await;
        assert_eq!(names(&rule["registered_limits"][0]), RULE);
        assert_eq!(names(&first(&ask(&admin, "GET", "/v3/registered_limits", 200).await, "registered_limits")), RULE);
        let of = format!("/v3/registered_limits?service_id={service}&region_id=RegionOne");
        assert_eq!(first(&ask(&glance, "GET", &of, 200).await, "registered_limits")["default_limit"], 2000);
        let limit = json!({ "service_id": service, "region_id": "RegionOne", "resource_name": "image_size_total", "project_id": project, "resource_limit": 1 });
        let limit = send(&admin, "POST", "/v3/limits", json!({ "limits": [limit] }), 201).await["limits"][0].clone();
        assert_eq!(names(&limit), LIMIT);
        let changed = send(&admin, "PATCH", &format!("/v3/limits/{}", text(&limit["id"])), json!({ "limit": { "resource_limit": 3 } }), 200).await;
        assert_eq!(names(&changed["limit"]), LIMIT);
        let model = ask(&glance, "GET", "/v3/limits/model", 200).await.json();
        assert_eq!((names(&model).as_str(), names(&model["model"]).as_str()), ("model", "description name"));
        let of = format!("/v3/limits?service_id={service}&region_id=RegionOne&project_id={project}");
        assert_eq!(first(&ask(&glance, "GET", &of, 200).await, "limits")["resource_limit"], 3);
    }
}
