//! What is made with a credential or a token ends with it.

use identity::RequesterStatus;
use model::Role;
use serde_json::{Value, json};
use testkit::both_databases;

use super::{enter, make, role, text, with};
use crate::helpers::{Client, TestApp};

fn credentials_of(who: &Client) -> String {
    format!("users/{}/application_credentials", who.person().caller.user)
}

async fn credential(by: &Client, body: Value) -> Value {
    make(by, &credentials_of(by), "application_credential", body).await
}

/// A token made from the one that `who` has.
async fn rescoped(app: &TestApp, who: &Client) -> Client {
    let token = who.value("x-auth-token");
    let auth = json!({ "auth": { "identity": { "methods": ["token"], "token": { "id": token } },
        "scope": { "project": { "id": who.person().caller.project } } } });
    let answer = app
        .anonymous()
        .post_json("/identity/v3/auth/tokens", &auth)
        .await;
    with(who.clone(), &answer)
}

both_databases! {
    async fn what_a_credential_makes_ends_with_it_and_not_later(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let end = "2099-01-01T00:00:00.000000Z";
        let parent = credential(&alice, json!({ "name": "parent", "unrestricted": true, "expires_at": end })).await;
        let parents = enter(&app, &alice, &parent).await;
        let child = credential(&parents, json!({ "name": "child", "unrestricted": true })).await;
        assert_eq!(child["expires_at"], end, "it inherits its end");
        let late = json!({ "application_credential": { "name": "late", "expires_at": "2099-01-02T00:00:00" } });
        let answer = parents.post_json(&format!("/identity/v3/{}", credentials_of(&alice)), &late).await;
        assert_eq!(answer.status, 400, "{}", answer.text());
        assert!(answer.message().starts_with("application_credential.expires_at"), "{}", answer.message());
        let childs = enter(&app, &alice, &child).await;
        let grandchild = credential(&childs, json!({ "name": "grandchild" })).await;
        let grandchilds = enter(&app, &alice, &grandchild).await;
        assert_eq!(grandchilds.get("/image/v2/images").await.status, 200);
        let path = format!("/identity/v3/{}/{}", credentials_of(&alice), text(&parent["id"]));
        assert_eq!(alice.delete(&path).await.status, 204);
        for ended in [&parents, &childs, &grandchilds] {
            assert_eq!(ended.get("/image/v2/images").await.status, 401);
        }
        let left = alice.get(&format!("/identity/v3/{}", credentials_of(&alice))).await.json();
        assert_eq!(left["application_credentials"], json!([]));
        let noted = alice.get("/api/v1/activity?action=credential.delete").await.json();
        assert_eq!(noted["activity"].as_array().map(Vec::len), Some(3), "{noted}");
    }

    async fn a_chain_of_credentials_is_bounded(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let mut by = alice.clone();
        let path = format!("/identity/v3/{}", credentials_of(&alice));
        for depth in 0..12 {
            let body = json!({ "application_credential": { "name": format!("c{depth}"), "unrestricted": true } });
            let answer = by.post_json(&path, &body).await;
            if depth == 11 {
                assert_eq!(answer.status, 400, "{}", answer.text());
                break;
            }
            assert_eq!(answer.status, 201, "{depth}: {}", answer.text());
            by = enter(&app, &alice, &answer.json()["application_credential"]).await;
        }
    }

    async fn a_restricted_credential_of_an_admin_makes_nobody_who_outlives_it(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        let made = credential(&admin, json!({ "name": "ops" })).await;
        let ops = enter(&app, &admin, &made).await;
        let (me, her) = (admin.person().caller.user.clone(), alice.person().caller.user.clone());
        let here = admin.person().caller.project.clone();
        let boss = role(&admin, "admin").await;
        let own_role = text(&make(&admin, "roles", "role", json!({ "name": "helpdesk" })).await["id"]);
        let own = json!({ "user": { "password": "seven-green-cats", "original_password": "admin-admin" } });
        for (method, path, body) in [
            ("POST", "users".to_owned(), json!({ "user": { "name": "mole", "password": "seven-green-cats" } })),
            ("PATCH", format!("users/{her}"), json!({ "user": { "password": "seven-green-cats" } })),
            ("POST", format!("users/{me}/password"), own),
            ("PUT", format!("projects/{here}/users/{her}/roles/{boss}"), json!({})),
            ("PUT", format!("system/users/{her}/roles/{boss}"), json!({})),
            ("PUT", format!("domains/default/users/{her}/roles/{boss}"), json!({})),
            ("POST", "roles".to_owned(), json!({ "role": { "name": "publisher" } })),
            ("PATCH", format!("roles/{own_role}"), json!({ "role": { "name": "publisher" } })),
            ("DELETE", format!("roles/{own_role}"), json!({})),
        ] {
            let answer = ops.send_json(method, &format!("/identity/v3/{path}"), &body).await;
            assert_eq!(answer.status, 403, "{method} {path}: {}", answer.text());
        }
        assert_eq!(ops.get("/identity/v3/users").await.status, 200, "it still looks");
        let made = ops.post_json("/identity/v3/users", &json!({ "user": { "name": "guest" } })).await;
        assert_eq!(made.status, 201, "whoever has no password cannot sign in");
    }

    async fn what_rests_on_a_role_ends_with_it_for_good(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        let (her, here) = (alice.person().caller.user.clone(), alice.person().caller.project.clone());
        let give = async || {
            let made = make(&admin, "roles", "role", json!({ "name": "publisher" })).await;
            let path = format!("/identity/v3/projects/{here}/users/{her}/roles/{}", text(&made["id"]));
            assert_eq!(admin.send("PUT", &path, "").await.status, 204);
            text(&made["id"])
        };
        let role = give().await;
        let made = credential(&alice, json!({ "name": "robot", "roles": [{ "name": "publisher" }] })).await;
        let robot = enter(&app, &alice, &made).await;
        assert_eq!(robot.get("/identity/v3/auth/projects").await.status, 200);
        assert_eq!(admin.delete(&format!("/identity/v3/roles/{role}")).await.status, 204);
        assert_eq!(admin.delete(&format!("/identity/v3/roles/{role}")).await.status, 404);
        give().await;
        for ended in [&robot, &alice] {
            assert_eq!(ended.get("/identity/v3/auth/projects").await.status, 401);
        }
    }

    async fn an_expired_token_finishes_work_and_makes_nothing_that_lasts(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let past = model::now() - std::time::Duration::from_secs(1);
        let expire = db::query("update token set expires_at = $1").bind(past);
        app.db.db.execute(expire).await.expect("tokens expire");
        let nova = app.colleague(&alice, "nova", Role::Service).await;
        let helped = alice.clone().header("x-service-token", nova.value("x-auth-token"));
        assert_eq!(helped.get("/image/v2/images").await.status, 200);
        assert_ne!(helped.send("HEAD", &format!("/uploads/{}", model::UploadId::new()), "").await.status, 401);
        let body = json!({ "application_credential": { "name": "lasting" } });
        assert_eq!(helped.post_json(&format!("/identity/v3/{}", credentials_of(&alice)), &body).await.status, 401);
        assert_eq!(helped.get("/identity/v3/auth/projects").await.status, 401);
        assert_eq!(helped.get("/api/v1/activity").await.status, 401);
        assert_eq!(helped.get("/imagery").await.status, 404);
    }

    async fn a_token_made_from_a_revoked_one_ends_with_it(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let second = rescoped(&app, &alice).await;
        let third = rescoped(&app, &second).await;
        let beside = rescoped(&app, &alice).await;
        let token = second.value("x-auth-token").to_owned();
        let revoke = alice.clone().header("x-subject-token", &token);
        assert_eq!(revoke.delete("/identity/v3/auth/tokens").await.status, 204);
        for (who, status) in [(&alice, 200), (&beside, 200), (&second, 401), (&third, 401)] {
            assert_eq!(who.get("/image/v2/images").await.status, status);
        }
    }

    async fn a_chain_of_tokens_is_bounded_and_its_user_can_be_deleted(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        let mut last = alice.clone();
        for _ in 0..100 {
            last = rescoped(&app, &last).await;
        }
        let auth = json!({ "auth": { "identity": { "methods": ["token"], "token": { "id": last.value("x-auth-token") } } } });
        let answer = app.anonymous().post_json("/identity/v3/auth/tokens", &auth).await;
        assert_eq!(answer.status, 400, "{}", answer.text());
        assert!(answer.message().contains("sign in again"), "{}", answer.message());
        assert_eq!(admin.delete(&format!("/identity/v3/users/{}", alice.person().caller.user)).await.status, 204);
    }

    async fn long_work_can_ask_whether_who_began_it_is_still_allowed(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let made = credential(&alice, json!({ "name": "robot", "roles": [{ "name": "reader" }] })).await;
        let id = text(&made["id"]).parse().expect("an id");
        let (me, here) = (alice.person().caller.user.clone(), alice.person().caller.project.clone());
        let check = async |by| app.identity.requester_status(&me, &here, by).await.expect("answers");
        assert!(matches!(check(None).await, RequesterStatus::Allowed(caller) if caller.can_write()));
        assert!(matches!(check(Some(&id)).await, RequesterStatus::Allowed(caller) if !caller.can_write() && caller.origin.credential_name == "robot"));
        let path = format!("/identity/v3/{}/{}", credentials_of(&alice), text(&made["id"]));
        assert_eq!(alice.delete(&path).await.status, 204);
        assert_eq!(check(Some(&id)).await, RequesterStatus::Ended);
        app.identity.set_enabled(&me, false).await.expect("disables");
        assert_eq!(check(None).await, RequesterStatus::Ended);
        app.identity.set_enabled(&me, true).await.expect("enables");
        assert!(matches!(check(None).await, RequesterStatus::Allowed(_)));
        let other = app.fixtures.project("other").await;
        assert_eq!(app.identity.requester_status(&me, &other.0, None).await.expect("answers"), RequesterStatus::Ended);
    }
}
