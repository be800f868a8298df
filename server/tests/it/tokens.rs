use serde_json::json;
use testkit::both_databases;

use crate::helpers::TestApp;

both_databases! {
    async fn a_token_carries_project_roles_and_a_catalog(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let answer = alice.clone().header("x-subject-token", token_of(&alice)).get("/identity/v3/auth/tokens").await;
        assert_eq!(answer.status, 200);
        let token = answer.json()["token"].clone();
        assert_eq!(token["user"]["name"], "alice");
        assert_eq!(token["project"]["name"], "alices-project");
        let roles: Vec<_> = token["roles"].as_array().expect("roles").iter().map(|role| role["name"].clone()).collect();
        assert_eq!(roles, ["member", "reader"], "a member counts as a reader too");
        assert_eq!(token["catalog"][1]["type"], "image");
        assert_eq!(token["catalog"][1]["endpoints"][0]["url"], "http://vitrine.test/image");
        let bare = alice.clone().header("x-subject-token", token_of(&alice)).get("/identity/v3/auth/tokens?nocatalog").await;
        assert!(bare.json()["token"].get("catalog").is_none());
    }

    async fn one_sentence_for_an_unknown_user_and_a_wrong_password(db: TestDb) {
        let app = TestApp::new(db).await;
        app.user("alice").await;
        let ask = async |name: &str, password: &str| {
            let user = json!({ "name": name, "domain": { "id": "default" }, "password": password });
            let body = json!({ "auth": { "identity": { "methods": ["password"], "password": { "user": user } } } });
            app.anonymous().post_json("/identity/v3/auth/tokens", &body).await
        };
        let (wrong, unknown) = (ask("alice", "wrong").await, ask("nobody", "wrong").await);
        assert_eq!(wrong.status, 401);
        assert_eq!(wrong.shape(""), unknown.shape(""));
        assert_eq!(ask("alice", "alice-alice").await.status, 201);
        assert_eq!(ask("alice", &"x".repeat(1 << 13)).await.status, 400);
        assert_eq!(ask("alice", &"x".repeat(1 << 20)).await.status, 413);
    }

    async fn only_who_has_the_password_is_told_that_the_scope_is_refused(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let theirs = &bob.person().caller.project;
        let refused = app.sign_in("alice", "alice-alice", Some(json!({ "project": { "id": theirs } }))).await;
        let wrong = app.sign_in("alice", "wrong", None).await;
        assert_eq!((refused.status.as_u16(), wrong.status.as_u16()), (401, 401));
        assert!(refused.message().starts_with("the scope is refused: "), "{}", refused.message());
        assert_eq!(wrong.message(), "the user name or the password is wrong");
        // There is no telling what is there from what is not.
        for scope in [
            json!({ "project": { "id": theirs } }),
            json!({ "project": { "id": "nope" } }),
            json!({ "project": { "name": "bobs-project", "domain": { "id": "default" } } }),
            json!({ "project": { "name": "nope", "domain": { "id": "default" } } }),
            json!({ "project": { "name": "alices-project", "domain": { "name": "nope" } } }),
            json!({ "domain": { "id": "default" } }),
            json!({ "domain": { "id": "nope" } }),
            json!({ "system": { "all": true } }),
        ] {
            let by_password = app.sign_in("alice", "alice-alice", Some(scope.clone())).await;
            assert_eq!(by_password.shape(""), refused.shape(""), "{scope}");
            let by_token = |token: &str| json!({ "auth": { "identity": { "methods": ["token"], "token": { "id": token } }, "scope": scope } });
            let by_good = app.anonymous().post_json("/identity/v3/auth/tokens", &by_token(token_of(&alice))).await;
            assert_eq!(by_good.shape(""), refused.shape(""), "{scope}");
            let by_bad = app.anonymous().post_json("/identity/v3/auth/tokens", &by_token("gAAAAnone")).await;
            assert_eq!(by_bad.shape(""), wrong.shape(""), "{scope}");
            let with_wrong = app.sign_in("alice", "wrong", Some(scope.clone())).await;
            assert_eq!(with_wrong.shape(""), wrong.shape(""), "{scope}");
        }
    }

    async fn a_revoked_token_opens_nothing(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let revoke = alice.clone().header("x-subject-token", token_of(&alice));
        assert_eq!(revoke.delete("/identity/v3/auth/tokens").await.status, 204);
        assert_eq!(alice.get("/image/v2/images").await.status, 401);
        assert_eq!(revoke.get("/identity/v3/auth/tokens").await.status, 401);
    }

    async fn a_token_ends_with_its_user_and_with_its_time(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        app.fixtures.identity.set_enabled(&alice.person().caller.user, false).await.expect("disables");
        assert_eq!(alice.get("/image/v2/images").await.status, 401);
        expire_tokens(&app).await;
        assert_eq!(bob.get("/image/v2/images").await.status, 401);
    }

    async fn a_service_may_finish_what_a_user_began(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        expire_tokens(&app).await;
        let (bob, nova) = (app.user("bob").await, app.colleague(&alice, "nova", model::Role::Service).await);
        let expired = |asks: &crate::helpers::Client| asks.clone().header("x-subject-token", token_of(&alice));
        assert_eq!(expired(&nova).get("/identity/v3/auth/tokens").await.status, 404);
        assert_eq!(expired(&nova).get("/identity/v3/auth/tokens?allow_expired=1").await.status, 200);
        assert_eq!(expired(&bob).get("/identity/v3/auth/tokens?allow_expired=1").await.status, 404);
        assert_eq!(alice.get("/image/v2/images").await.status, 401);
        assert_eq!(alice.clone().header("x-service-token", token_of(&nova)).get("/image/v2/images").await.status, 200);
        assert_eq!(alice.clone().header("x-service-token", token_of(&bob)).get("/image/v2/images").await.status, 401);
        assert_eq!(bob.clone().header("x-service-token", token_of(&bob)).get("/image/v2/images").await.status, 401, "not a service's");
        assert_eq!(bob.clone().header("x-service-token", "invalid").get("/image/v2/images").await.status, 401);
    }

    async fn a_token_from_a_token_ends_with_it_and_names_both(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let ask = json!({ "auth": {
            "identity": { "methods": ["token"], "token": { "id": token_of(&alice) } },
            "scope": { "project": { "name": "alices-project", "domain": { "name": "Default" } } },
        } });
        let first = alice.clone().header("x-subject-token", token_of(&alice)).get("/identity/v3/auth/tokens").await.json();
        let second = app.anonymous().post_json("/identity/v3/auth/tokens", &ask).await.json();
        assert_eq!(second["token"]["methods"], json!(["token", "password"]));
        assert_eq!(second["token"]["expires_at"], first["token"]["expires_at"]);
        assert_eq!(second["token"]["audit_ids"][1], first["token"]["audit_ids"][0]);
    }

    async fn another_users_token_cannot_be_seen(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let nosy = bob.clone().header("x-subject-token", token_of(&alice));
        assert_eq!(nosy.get("/identity/v3/auth/tokens").await.status, 403);
        assert_eq!(nosy.delete("/identity/v3/auth/tokens").await.status, 403);
        assert_eq!(alice.get("/image/v2/images").await.status, 200);
    }

    async fn a_malformed_request_says_what_is_wrong(db: TestDb) {
        let app = TestApp::new(db).await;
        for (body, words) in [
            (json!({}), "missing field `auth`"),
            (json!({ "auth": { "identity": { "methods": [] } } }), "auth.identity.methods"),
            (json!({ "auth": { "identity": { "methods": ["totp"] } } }), "`totp`"),
            (json!({ "auth": { "identity": { "methods": ["password"] } } }), "auth.identity.password is missing"),
        ] {
            let answer = app.anonymous().post_json("/identity/v3/auth/tokens", &body).await;
            assert_eq!(answer.status, 400, "{body}");
            assert!(answer.message().contains(words), "{}", answer.message());
        }
    }
}

fn token_of(client: &crate::helpers::Client) -> &str {
    client.value("x-auth-token")
}

async fn expire_tokens(app: &TestApp) {
    let past = model::now() - std::time::Duration::from_secs(1);
    let expire = db::query("update token set expires_at = $1").bind(past);
    app.db.db.execute(expire).await.expect("tokens expire");
}
