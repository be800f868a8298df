use model::Role;
use serde_json::json;
use testkit::both_databases;

use super::{RecordedEvent, audit_events, everything, send, signed_in};
use crate::{
    helpers::TestApp,
    identity::{make, role, text},
};

both_databases! {
    async fn what_becomes_of_a_user_belongs_to_no_project(db: TestDb) {
        let app = TestApp::new(db).await;
        let root = app.admin().await;
        let made = make(&root, "users", "user", json!({ "name": "carol", "password": "seven-green-cats" })).await;
        let path = format!("/identity/v3/users/{}", text(&made["id"]));
        let changes = [
            json!({ "name": "caroline", "description": "At the desk" }),
            json!({ "password": "eight-green-cats" }),
            json!({ "enabled": false, "password": "nine-green-cats" }),
            json!({ "enabled": false }),
        ];
        for change in changes {
            assert_eq!(root.send_json("PATCH", &path, &json!({ "user": change })).await.status, 200);
        }
        assert_eq!(root.delete(&path).await.status, 204);
        let rows = audit_events(&app).await;
        assert_eq!(rows.iter().map(RecordedEvent::told).collect::<Vec<_>>(), [
            ("admin", "user.create", "carol"),
            ("admin", "user.update", "caroline"),
            ("admin", "user.password", "caroline"),
            ("admin", "user.update", "caroline"),
            ("admin", "user.password", "caroline"),
            ("admin", "user.delete", "caroline"),
        ]);
        assert_eq!(rows[1].details, r#"{"description":{},"name":{"from":"carol","to":"caroline"}}"#);
        assert_eq!(rows[3].details, r#"{"enabled":{"from":true,"to":false}}"#);
        assert!(rows.iter().all(|row| row.owner.is_none() && row.target_id == text(&made["id"])), "{rows:?}");
    }

    async fn people_change_themselves_in_their_own_name(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let page = signed_in(&app, "alice").await;
        let project = &alice.person().caller.project;
        for _ in 0..2 {
            send(&page, &alice, "set_default_project", &format!("usual={project}")).await;
        }
        send(&page, &alice, "change_password", "old=alice-alice&new=seven-green-cats").await;
        let rows = audit_events(&app).await;
        assert_eq!(rows.iter().map(RecordedEvent::told).collect::<Vec<_>>(), [
            ("alice", "session.begin", "alice"),
            ("alice", "user.update", "alice"),
            ("alice", "user.password", "alice"),
        ]);
        assert_eq!(rows[1].details, format!(r#"{{"default_project_id":{{"from":null,"to":"{project}"}}}}"#));
    }

    async fn roles_are_noted_where_they_are_given(db: TestDb) {
        let app = TestApp::new(db).await;
        let (root, alice) = (app.admin().await, app.user("alice").await);
        let (project, user) = (&alice.person().caller.project, &alice.person().caller.user);
        let own = make(&root, "roles", "role", json!({ "name": "gardener" })).await;
        let (reader, own) = (role(&root, "reader").await, text(&own["id"]));
        let grants = [
            format!("/identity/v3/projects/{project}/users/{user}/roles/{reader}"),
            format!("/identity/v3/system/users/{user}/roles/{reader}"),
        ];
        for grant in &grants {
            for _ in 0..2 {
                assert_eq!(root.send("PUT", grant, "").await.status, 204);
            }
            assert_eq!(root.delete(grant).await.status, 204);
            assert_eq!(root.delete(grant).await.status, 404);
        }
        assert_eq!(root.send("PUT", &format!("/identity/v3/domains/default/users/{user}/roles/{own}"), "").await.status, 204);
        assert_eq!(root.delete(&format!("/identity/v3/roles/{own}")).await.status, 204);
        let rows = audit_events(&app).await;
        let told = rows.iter().map(|row| (row.action.as_str(), row.details.as_str(), row.owner.as_deref()));
        assert_eq!(told.collect::<Vec<_>>(), [
            ("role.create", "{}", None),
            ("role.assign", r#"{"role":"reader"}"#, Some(project.as_str())),
            ("role.revoke", r#"{"role":"reader"}"#, Some(project.as_str())),
            ("role.assign", r#"{"role":"reader"}"#, None),
            ("role.revoke", r#"{"role":"reader"}"#, None),
            ("role.assign", r#"{"domain":"default","role":"gardener"}"#, None),
            ("role.revoke", r#"{"domain":"default","role":"gardener"}"#, None),
            ("role.delete", "{}", None),
        ]);
        assert!(rows.iter().all(|row| row.actor_name == "admin"), "{rows:?}");
        let (last, others) = (rows.len() - 1, rows[1..].iter().take(rows.len() - 2));
        assert!(others.into_iter().all(|row| row.target_name == "alice"), "{rows:?}");
        assert_eq!([&*rows[0].target_name, &*rows[last].target_name], ["gardener"; 2]);
    }

    async fn credentials_are_noted_in_their_projects_list_and_go_with_the_role(db: TestDb) {
        let app = TestApp::new(db).await;
        let (root, alice) = (app.admin().await, app.user("alice").await);
        let (project, user) = (&alice.person().caller.project, &alice.person().caller.user);
        let path = format!("/identity/v3/users/{user}/application_credentials");
        let mut ids = Vec::new();
        for name in ["robot", "clock"] {
            let body = json!({ "application_credential": { "name": name, "secret": "s3cr3t-of-a-robot" } });
            let made = alice.post_json(&path, &body).await;
            assert_eq!(made.status, 201, "{}", made.text());
            ids.push(text(&made.json()["application_credential"]["id"]));
        }
        assert_eq!(alice.delete(&format!("{path}/{}", ids[0])).await.status, 204);
        assert_eq!(alice.delete(&format!("{path}/{}", ids[0])).await.status, 404);
        let member = role(&root, "member").await;
        assert_eq!(root.delete(&format!("/identity/v3/projects/{project}/users/{user}/roles/{member}")).await.status, 204);
        let rows = audit_events(&app).await;
        assert_eq!(rows.iter().map(RecordedEvent::told).collect::<Vec<_>>(), [
            ("alice", "credential.create", "robot"),
            ("alice", "credential.create", "clock"),
            ("alice", "credential.delete", "robot"),
            ("admin", "role.revoke", "alice"),
            ("admin", "credential.delete", "clock"),
        ]);
        assert!(rows.iter().all(|row| row.owner.as_deref() == Some(project.as_str())), "{rows:?}");
        assert_eq!((&rows[0].target_id, &rows[4].target_id), (&ids[0], &ids[1]));
    }

    async fn everybody_and_everything_of_a_domain_that_goes_is_noted(db: TestDb) {
        let app = TestApp::new(db).await;
        let root = app.admin().await;
        let domain = text(&make(&root, "domains", "domain", json!({ "name": "north" })).await["id"]);
        make(&root, "projects", "project", json!({ "name": "far", "domain_id": domain })).await;
        make(&root, "users", "user", json!({ "name": "ole", "domain_id": domain })).await;
        let path = format!("/identity/v3/domains/{domain}");
        root.send_json("PATCH", &path, &json!({ "domain": { "enabled": false } })).await;
        assert_eq!(root.delete(&path).await.status, 204);
        let rows = audit_events(&app).await;
        assert_eq!(rows.iter().map(RecordedEvent::told).collect::<Vec<_>>(), [
            ("admin", "domain.create", "north"),
            ("admin", "project.create", "far"),
            ("admin", "user.create", "ole"),
            ("admin", "domain.update", "north"),
            ("admin", "user.delete", "ole"),
            ("admin", "project.delete", "far"),
            ("admin", "domain.delete", "north"),
        ]);
        assert_eq!(rows[3].details, r#"{"enabled":{"from":true,"to":false}}"#);
    }

    async fn a_role_that_is_renamed_is_noted_with_both_names_and_no_change_is_not(db: TestDb) {
        let app = TestApp::new(db).await;
        let root = app.admin().await;
        let role = text(&make(&root, "roles", "role", json!({ "name": "gardener" })).await["id"]);
        let path = format!("/identity/v3/roles/{role}");
        for _ in 0..2 {
            let renamed = root.send_json("PATCH", &path, &json!({ "role": { "name": "florist" } })).await;
            assert_eq!(renamed.status, 200, "{}", renamed.text());
        }
        let rows = audit_events(&app).await;
        assert_eq!(rows.iter().map(RecordedEvent::told).collect::<Vec<_>>(), [
            ("admin", "role.create", "gardener"),
            ("admin", "role.update", "florist"),
        ]);
        assert_eq!(rows[1].details, r#"{"name":{"from":"gardener","to":"florist"}}"#);
    }

    async fn what_the_server_makes_at_its_first_start_is_nobodys_action(db: TestDb) {
        let app = TestApp::new(db).await;
        app.fixtures.identity.bootstrap(None).await.expect("a first start");
        app.fixtures.identity.bootstrap(None).await.expect("and no second");
        let rows = everything(&app).await;
        assert_eq!(rows.iter().map(RecordedEvent::told).collect::<Vec<_>>(), [
            ("", "project.create", "admin"),
            ("", "user.create", "admin"),
            ("", "role.assign", "admin"),
            ("", "role.assign", "admin"),
            ("", "role.assign", "admin"),
            ("", "role.assign", "admin"),
        ]);
    }

    async fn no_secret_stands_in_anything_that_is_noted(db: TestDb) {
        let app = TestApp::new(db).await;
        let root = app.admin().await;
        let carol = json!({ "name": "carol", "password": "first-secret", "pin": "second-secret" });
        let user = text(&make(&root, "users", "user", carol).await["id"]);
        let change = json!({ "user": { "password": "third-secret", "pin": "fourth-secret" } });
        root.send_json("PATCH", &format!("/identity/v3/users/{user}"), &change).await;
        let body = json!({ "user": { "password": "fifth-secret", "original_password": "admin-admin" } });
        let me = &root.person().caller.user;
        let credential = json!({ "application_credential": { "name": "robot", "secret": "sixth-secret" } });
        assert_eq!(root.post_json(&format!("/identity/v3/users/{me}/application_credentials"), &credential).await.status, 201);
        let page = signed_in(&app, "admin").await;
        assert_eq!(root.post_json(&format!("/identity/v3/users/{me}/password"), &body).await.status, 204);
        let alice = app.user("alice").await;
        let image = alice.image("fetched").await;
        let address = json!({ "method": { "name": "web-download", "uri": "http://me:seventh-secret@192.0.2.1/image" } });
        alice.import(image, &address).await;
        let rows = format!("{:?}", everything(&app).await);
        let cookie = page.value("cookie").split('=').nth(1).expect("a value");
        for secret in ["secret", "admin-admin", "argon2", root.value("x-auth-token"), cookie] {
            assert!(!rows.contains(secret), "{secret} stands in {rows}");
        }
        assert!(rows.contains("user.password") && rows.contains("pin"), "{rows}");
    }

    async fn a_colleague_is_known_by_the_name_they_have_now(db: TestDb) {
        let app = TestApp::new(db).await;
        let (root, alice) = (app.admin().await, app.user("alice").await);
        let bob = app.colleague(&alice, "bob", Role::Member).await;
        let path = format!("/identity/v3/users/{}", bob.person().caller.user);
        root.send_json("PATCH", &path, &json!({ "user": { "name": "robert" } })).await;
        bob.image("new").await;
        let rows = audit_events(&app).await;
        assert_eq!(rows.last().expect("a row").told(), ("robert", "image.create", "new"));
    }
}
