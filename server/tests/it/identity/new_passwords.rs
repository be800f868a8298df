//! What a new password must be like, at every place where one is set.

use serde_json::json;
use testkit::both_databases;

use super::{make, text};
use crate::helpers::TestApp;

both_databases! {
    async fn short_common_and_own_names_are_refused_wherever_a_password_is_set(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        let me = alice.person().caller.user.clone();
        let here = admin.person().caller.project.clone();
        let form = "name=admin&password=admin-admin&domain=&next=";
        let browser = app.anonymous().header("sec-fetch-site", "same-origin");
        let cookies = browser.post_form("/fn/sign_in", form).await.cookies();
        let page = browser.header("cookie", &cookies);
        let refused = [
            ("eleven-char", "password has 11 characters; it needs at least 12"),
            ("P@ssw0rd2026!", "password is easy to guess"),
            ("ALICE-ecila-1", "password is easy to guess"),
        ];
        for (password, sentence) in refused {
            let user = json!({ "user": { "name": "alice", "domain_id": "default", "password": password } });
            let own = json!({ "user": { "password": password, "original_password": "alice-alice" } });
            let answers = [
                admin.post_json("/identity/v3/users", &user).await,
                admin.send_json("PATCH", &format!("/identity/v3/users/{me}"), &json!({ "user": { "password": password } })).await,
                alice.post_json(&format!("/identity/v3/users/{me}/password"), &own).await,
                page.post_form(&format!("/fn/create_user?project={here}"), &format!("name=alice&password={password}&project=&role=member")).await,
            ];
            for answer in answers {
                assert_eq!(answer.status, 400, "{password}: {}", answer.text());
                assert!(answer.message().contains(sentence), "{password}: {}", answer.text());
            }
        }
        let secret = json!({ "application_credential": { "name": "robot", "secret": "short" } });
        let answer = alice.post_json(&format!("/identity/v3/users/{me}/application_credentials"), &secret).await;
        assert_eq!(answer.status, 400);
        assert!(answer.message().starts_with("application_credential.secret has 5 characters"), "{}", answer.message());
        assert_eq!(alice.get("/image/v2/images").await.status, 200, "nothing was changed");
    }

    async fn the_operator_says_how_long_a_password_is(db: TestDb) {
        let app = TestApp::with(db, &[("VITRINE_PASSWORD_MIN_LENGTH", "20")]).await;
        let admin = app.admin().await;
        let body = json!({ "user": { "name": "carol", "password": "seven-green-cats" } });
        let answer = admin.post_json("/identity/v3/users", &body).await;
        assert!(answer.message().contains("has 16 characters; it needs at least 20"), "{}", answer.message());
        make(&admin, "users", "user", json!({ "name": "carol", "password": "seventeen-green-cats" })).await;
    }

    async fn the_first_admins_password_is_held_to_the_same_rule(db: TestDb) {
        let app = TestApp::new(db).await;
        let password = model::Password::new("admin-admin-1").expect("short");
        let refused = app.identity.bootstrap(Some(password)).await.expect_err("easy to guess").to_string();
        assert!(refused.starts_with("admin_password is easy to guess"), "{refused}");
        assert!(!app.identity.has_users().await.expect("answers"), "nothing half done");
    }

    async fn an_operator_looks_after_users_from_a_shell(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        let id = app.identity.user_called("alice", "Default").await.expect("alice");
        assert_eq!(id.as_str(), text(&json!(alice.person().caller.user)));
        assert!(app.identity.user_called("nobody", "Default").await.is_err());
        let listed = app.identity.list_users().await.expect("a list");
        let told: Vec<_> = listed.iter().map(|user| (user.name.as_str(), user.role.as_deref(), user.project.as_deref())).collect();
        assert!(told.contains(&("alice", Some("member"), Some("alices-project"))), "{told:?}");
        let short = model::Password::new("short").expect("short");
        assert!(app.identity.set_password(&id, &short).await.is_err());
        let good = model::Password::new("seven-green-cats").expect("short");
        app.identity.set_password(&id, &good).await.expect("set");
        assert_eq!(alice.get("/image/v2/images").await.status, 401);
        assert_eq!(app.sign_in("alice", "seven-green-cats", None).await.status, 201);
        assert_eq!(admin.get("/image/v2/images").await.status, 200);
    }
}
