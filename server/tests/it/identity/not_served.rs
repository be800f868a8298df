//! What the Identity API does not have: paths and methods that are refused, and lists that are empty.

use serde_json::json;
use testkit::both_databases;

use crate::helpers::TestApp;

both_databases! {
    async fn a_path_or_a_method_that_is_not_served_is_refused_as_keystone_writes_errors(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, anonymous) = (app.user("alice").await, app.anonymous());
        let own = format!("/identity/v3/users/{}", alice.person().caller.user);
        for (method, path, status, title) in [
            ("GET", "/identity/nope".to_owned(), 404, "Not Found"),
            ("GET", "/identity/v3/nope".to_owned(), 404, "Not Found"),
            ("GET", "/identity/v3/nope/".to_owned(), 404, "Not Found"),
            ("GET", "/identity/v3/users/".to_owned(), 404, "Not Found"),
            ("POST", "/identity/v3/OS-TRUST/trusts".to_owned(), 404, "Not Found"),
            ("GET", format!("{own}/nope"), 404, "Not Found"),
            ("PUT", "/identity/v3/users".to_owned(), 405, "Method Not Allowed"),
            ("POST", own, 405, "Method Not Allowed"),
            ("DELETE", "/identity/v3/groups".to_owned(), 405, "Method Not Allowed"),
        ] {
            for who in [&alice, &anonymous] {
                for accept in ["application/json", "*/*", "text/html"] {
                    let answer = who.clone().header("accept", accept).send(method, &path, "").await;
                    assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
                    let error = answer.json()["error"].clone();
                    let sentence = error["message"].as_str().expect("a sentence");
                    assert_eq!(error, json!({ "code": status, "title": title, "message": sentence }), "{method} {path}");
                    assert_eq!(answer.header("allow").contains("GET"), status == 405, "{method} {path}");
                }
            }
        }
    }

    async fn lists_of_groups_and_of_credentials_are_empty(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice, bob) = (app.admin().await, app.user("alice").await, app.user("bob").await);
        let own = format!("users/{}/groups", alice.person().caller.user);
        for (who, path, name) in [
            (&admin, "groups?domain_id=default", "groups"),
            (&admin, own.as_str(), "groups"),
            (&alice, own.as_str(), "groups"),
            (&alice, "credentials?type=ec2", "credentials"),
        ] {
            let answer = who.get(&format!("/identity/v3/{path}")).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text());
            let links = json!({ "self": format!("http://vitrine.test/identity/v3/{path}"), "previous": null, "next": null });
            assert_eq!(answer.json(), json!({ name: [], "links": links }), "{path}");
        }
        assert_eq!(alice.get("/identity/v3/groups").await.status, 403);
        assert_eq!(bob.get(&format!("/identity/v3/{own}")).await.status, 403);
        assert_eq!(admin.get("/identity/v3/users/nobody/groups").await.status, 404);
    }
}
