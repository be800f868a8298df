use serde_json::json;
use testkit::both_databases;

use super::{role, text, with};
use crate::helpers::TestApp;

both_databases! {
    async fn a_role_opens_a_project_and_its_end_closes_it(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice, bob) = (app.admin().await, app.user("alice").await, app.user("bob").await);
        let [project, user] = [alice.person().caller.project.to_string(), bob.person().caller.user.to_string()];
        let scope = json!({ "project": { "id": project } });
        assert_eq!(app.sign_in("bob", "bob-bob", Some(scope.clone())).await.status, 401);
        let roles = format!("/identity/v3/projects/{project}/users/{user}/roles");
        let one = format!("{roles}/{}", role(&admin, "member").await);
        assert_eq!(admin.get(&one).await.status, 404);
        for _ in 0..2 {
            assert_eq!(admin.send("PUT", &one, "").await.status, 204, "giving it again changes nothing");
        }
        assert_eq!(admin.get(&one).await.status, 204);
        assert_eq!(admin.send("HEAD", &one, "").await.status, 204);
        assert_eq!(admin.get(&roles).await.json()["roles"][0]["name"], "member");
        let guest = with(bob.clone(), &app.sign_in("bob", "bob-bob", Some(scope)).await);
        assert_eq!(guest.get("/image/v2/images").await.status, 200);
        assert_eq!(admin.delete(&one).await.status, 204);
        assert_eq!(guest.get("/image/v2/images").await.status, 401);
        assert_eq!(bob.get("/image/v2/images").await.status, 200, "his own project is still open");
        assert_eq!(admin.delete(&one).await.status, 404);
    }

    async fn what_is_not_there_is_given_no_role(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        let (caller, member) = (&alice.person().caller, role(&admin, "member").await);
        let (project, user) = (&caller.project, &caller.user);
        for path in [
            format!("projects/nope/users/{user}/roles/{member}"),
            format!("projects/{project}/users/nope/roles/{member}"),
            format!("projects/{project}/users/{user}/roles/nope"),
            format!("domains/nope/users/{user}/roles/{member}"),
            format!("system/users/nope/roles/{member}"),
        ] {
            assert_eq!(admin.send("PUT", &format!("/identity/v3/{path}"), "").await.status, 404, "{path}");
        }
    }

    async fn assignments_are_listed_with_names_by_whom_and_where(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        let caller = alice.person().caller.clone();
        let found = admin.get(&format!("/identity/v3/role_assignments?include_names&user.id={}", caller.user)).await.json();
        let one = &found["role_assignments"][0];
        assert_eq!(one["scope"]["project"], json!({
            "id": caller.project, "name": "alices-project", "domain": { "id": "default", "name": "Default" },
        }));
        assert_eq!(one["user"]["name"], "alice");
        assert_eq!(one["role"]["name"], "member");
        assert!(text(&one["links"]["assignment"]).ends_with(&format!("/roles/{}", text(&one["role"]["id"]))));
        let count = async |query: &str| {
            let found = admin.get(&format!("/identity/v3/role_assignments?{query}")).await.json();
            found["role_assignments"].as_array().expect("assignments").len()
        };
        assert_eq!(count("").await, 3, "the admin's two and alice's one");
        assert_eq!(count("scope.system=all").await, 1);
        assert_eq!(count(&format!("scope.project.id={}", caller.project)).await, 1);
        assert_eq!(count(&format!("scope.project.id={}&effective", caller.project)).await, 2);
        assert_eq!(count(&format!("role.id={}", role(&admin, "reader").await)).await, 0);
        let plain = admin.get("/identity/v3/role_assignments").await.json();
        assert!(plain["role_assignments"][0]["user"].get("name").is_none());
    }
}
