use serde_json::{Value, json};
use testkit::both_databases;

use super::{role, text, with};
use crate::helpers::{Answer, Client, TestApp};

async fn make(client: &Client, body: Value) -> Answer {
    let path = format!(
        "/identity/v3/users/{}/application_credentials",
        client.person().caller.user
    );
    client
        .post_json(&path, &json!({ "application_credential": body }))
        .await
}

async fn enter(app: &TestApp, credential: Value) -> Answer {
    let identity =
        json!({ "methods": ["application_credential"], "application_credential": credential });
    app.anonymous()
        .post_json(
            "/identity/v3/auth/tokens",
            &json!({ "auth": { "identity": identity } }),
        )
        .await
}

both_databases! {
    async fn a_credential_lets_a_program_in_without_a_password(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let made = make(&alice, json!({ "name": "ci" })).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let made = made.json()["application_credential"].clone();
        assert_eq!((&made["unrestricted"], &made["roles"][0]["name"]), (&json!(false), &json!("member")));
        let answer = enter(&app, json!({ "id": made["id"], "secret": made["secret"] })).await;
        assert_eq!(answer.json()["token"]["project"]["name"], "alices-project");
        let program = with(alice.clone(), &answer);
        program.image("built").await;
        let by_name = json!({ "name": "ci", "secret": made["secret"], "user": { "name": "alice", "domain": { "id": "default" } } });
        assert_eq!(enter(&app, by_name).await.status, 201);
        assert_eq!(enter(&app, json!({ "id": made["id"], "secret": "wrong" })).await.status, 401);
        let path = format!("/identity/v3/users/{}/application_credentials", alice.person().caller.user);
        let list = alice.get(&path).await.text();
        assert!(list.contains("\"ci\"") && !list.contains(&text(&made["secret"])), "the secret is shown once");
        assert_eq!(make(&alice, json!({ "name": "ci" })).await.status, 409);
        assert_eq!(alice.delete(&format!("{path}/{}", text(&made["id"]))).await.status, 204);
        assert_eq!(program.get("/image/v2/images").await.status, 401);
    }

    async fn its_roles_are_never_above_its_makers(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        let above = make(&alice, json!({ "name": "boss", "roles": [{ "name": "admin" }] })).await;
        assert_eq!(above.status, 400, "{}", above.text());
        let below = make(&alice, json!({ "name": "eye", "roles": [{ "id": role(&admin, "reader").await }] })).await.json();
        let below = &below["application_credential"];
        let answer = enter(&app, json!({ "id": below["id"], "secret": below["secret"] })).await;
        assert_eq!(answer.json()["token"]["roles"].as_array().expect("roles").len(), 1);
        let eye = with(app.anonymous(), &answer);
        let body = json!({ "name": "x", "disk_format": "raw", "container_format": "bare" });
        assert_eq!(eye.post_json("/image/v2/images", &body).await.status, 403);
    }

    async fn a_restricted_one_makes_no_other_by_no_detour(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for (name, unrestricted, status) in [("tight", false, 403), ("loose", true, 201)] {
            let made = make(&alice, json!({ "name": name, "unrestricted": unrestricted })).await.json();
            let made = &made["application_credential"];
            let direct = enter(&app, json!({ "id": made["id"], "secret": made["secret"] })).await;
            let program = with(alice.clone(), &direct);
            assert_eq!(make(&program, json!({ "name": format!("{name}-child") })).await.status, status);
            let again = json!({ "auth": { "identity": { "methods": ["token"], "token": { "id": direct.header("x-subject-token") } } } });
            let again = with(alice.clone(), &app.anonymous().post_json("/identity/v3/auth/tokens", &again).await);
            assert_eq!(make(&again, json!({ "name": format!("{name}-grandchild") })).await.status, status);
            let away = json!({ "auth": { "scope": "unscoped", "identity": { "methods": ["token"], "token": { "id": direct.header("x-subject-token") } } } });
            assert_eq!(app.anonymous().post_json("/identity/v3/auth/tokens", &away).await.status, 401);
        }
    }

    async fn a_restricted_one_gives_its_maker_no_new_password(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin().await;
        let made = make(&admin, json!({ "name": "ops" })).await.json();
        let made = &made["application_credential"];
        let ops = with(admin.clone(), &enter(&app, json!({ "id": made["id"], "secret": made["secret"] })).await);
        let path = format!("/identity/v3/users/{}", admin.person().caller.user);
        assert_eq!(ops.get(&path).await.status, 200);
        assert_eq!(ops.send_json("PATCH", &path, &json!({ "user": { "password": "mine now" } })).await.status, 403);
    }

    async fn it_ends_with_its_time_and_with_its_makers_role(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        assert_eq!(make(&alice, json!({ "name": "late", "expires_at": "2001-01-01T00:00:00" })).await.status, 400);
        assert_eq!(make(&alice, json!({ "name": "ruled", "access_rules": [{ "path": "/" }] })).await.status, 400);
        let made = make(&alice, json!({ "name": "short", "expires_at": "2099-01-01T00:00:00" })).await.json();
        let made = &made["application_credential"];
        let answer = enter(&app, json!({ "id": made["id"], "secret": made["secret"] })).await;
        let program = with(app.anonymous(), &answer);
        let caller = &alice.person().caller;
        let path = format!("/identity/v3/projects/{}/users/{}/roles/{}", caller.project, caller.user, role(&admin, "member").await);
        assert_eq!(admin.delete(&path).await.status, 204);
        assert_eq!(admin.send("PUT", &path, "").await.status, 204);
        assert_eq!(program.get("/image/v2/images").await.status, 401);
        assert_eq!(enter(&app, json!({ "id": made["id"], "secret": made["secret"] })).await.status, 401);
    }

    async fn its_tokens_end_with_it_in_whatever_zone_its_end_was_written(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let end = model::now() + std::time::Duration::from_secs(3);
        let mut programs = Vec::new();
        for (hours, minutes) in [(-23, -59), (-8, 0), (0, 0), (8, 0), (23, 59)] {
            let zone = time::UtcOffset::from_hms(hours, minutes, 0).expect("a zone");
            let written = end.to_offset(zone).format(&time::format_description::well_known::Rfc3339).expect("a text");
            let made = make(&alice, json!({ "name": written, "expires_at": written })).await;
            assert_eq!(made.status, 201, "{written}: {}", made.text());
            let made = made.json()["application_credential"].clone();
            let answer = enter(&app, json!({ "id": made["id"], "secret": made["secret"] })).await;
            programs.push((written, with(alice.clone(), &answer)));
        }
        let lasting = (end - model::now()).try_into().unwrap_or_default();
        tokio::time::sleep(lasting).await;
        for (written, program) in programs {
            assert_eq!(program.get("/image/v2/images").await.status, 401, "{written}");
        }
        let late = make(&alice, json!({ "name": "late", "expires_at": "9999-12-31T23:59:59-23:59" })).await;
        assert_eq!(late.status, 400, "{}", late.text());
    }

    async fn what_one_user_keeps_of_them_is_bounded(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let long = "n".repeat(255);
        let made = make(&alice, json!({ "name": "ci", "description": long })).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let longer = make(&alice, json!({ "name": "longer", "description": format!("{long}n") })).await;
        assert_eq!((longer.status.as_u16(), longer.message().contains("description")), (400, true), "{}", longer.text());
        let copy = "
            insert into application_credential
                (id, user_id, project_id, name, description, secret_hash, roles, unrestricted, created_at, depth)
            select $1, user_id, project_id, $1, '', secret_hash, roles, unrestricted, created_at, 0
            from application_credential where name = 'ci'";
        for _ in 1..500 {
            let copy = db::query(copy).bind(model::CredentialId::new().as_str().to_owned());
            app.db.db.execute(copy).await.expect("a row");
        }
        let more = make(&alice, json!({ "name": "more" })).await;
        assert_eq!((more.status.as_u16(), more.message().contains("500")), (400, true), "{}", more.text());
    }

    async fn nobody_makes_one_for_somebody_else(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        let path = format!("/identity/v3/users/{}/application_credentials", alice.person().caller.user);
        let body = json!({ "application_credential": { "name": "x" } });
        assert_eq!(admin.post_json(&path, &body).await.status, 403);
        assert_eq!(app.user("bob").await.get(&path).await.status, 403);
    }
}
