//! No user disables themselves, and no change leaves a cloud without an admin.

use model::Role;
use serde_json::{Value, json};
use testkit::both_databases;

use super::{make, role, text, with};
use crate::helpers::{Client, TestApp};

fn off(what: &str) -> Value {
    json!({ what: { "enabled": false } })
}

/// The same admin, for the whole system.
async fn for_system(app: &TestApp, who: &Client) -> Client {
    let name = &who.person().caller.user_name;
    let scope = json!({ "system": { "all": true } });
    let answer = app
        .sign_in(name, &format!("{name}-{name}"), Some(scope))
        .await;
    with(who.clone(), &answer)
}

both_databases! {
    async fn an_admin_neither_disables_nor_deletes_nor_demotes_themselves(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin().await;
        // With another admin there is no last one to keep.
        app.admin_called("other").await;
        let caller = admin.person().caller.clone();
        let (me, here) = (caller.user, caller.project);
        let project = format!("/identity/v3/projects/{here}");
        let boss = role(&admin, "admin").await;
        let system = for_system(&app, &admin).await;
        for (who, method, path, body) in [
            (&admin, "PATCH", format!("/identity/v3/users/{me}"), off("user")),
            (&admin, "DELETE", format!("/identity/v3/users/{me}"), json!({})),
            (&admin, "DELETE", format!("{project}/users/{me}/roles/{boss}"), json!({})),
            (&admin, "PATCH", project.clone(), off("project")),
            (&admin, "DELETE", project.clone(), json!({})),
            (&admin, "PATCH", "/identity/v3/domains/default".to_owned(), off("domain")),
            (&system, "DELETE", format!("/identity/v3/system/users/{me}/roles/{boss}"), json!({})),
            (&system, "PATCH", "/identity/v3/domains/default".to_owned(), off("domain")),
        ] {
            let answer = who.send_json(method, &path, &body).await;
            assert_eq!(answer.status, 409, "{method} {path}: {}", answer.text());
            assert!(answer.message().contains("another admin can"), "{}", answer.message());
        }
        let form = "name=admin&password=admin-admin&domain=&next=";
        let browser = app.anonymous().header("sec-fetch-site", "same-origin");
        let cookies = browser.post_form("/fn/sign_in", form).await.cookies();
        let page = browser.header("cookie", &cookies);
        for (function, form) in [
            ("turn_user", format!("id={me}&enabled=false")),
            ("delete_user", format!("id={me}&name=admin")),
            ("take_role", format!("id={here}&user={me}&role=admin")),
            ("turn_project", format!("id={here}&enabled=false")),
            ("delete_project", format!("id={here}&name=admin")),
        ] {
            let answer = page.post_form(&format!("/fn/{function}?project={here}"), &form).await;
            assert_eq!(answer.status, 409, "{function}: {}", answer.text());
        }
        assert_eq!(admin.get(&project).await.status, 200, "and nothing was done");
    }

    async fn a_role_that_is_not_in_use_may_be_given_up(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin().await;
        let lab = text(&make(&admin, "projects", "project", json!({ "name": "lab" })).await["id"]);
        let path = format!("/identity/v3/projects/{lab}/users/{}/roles/{}", admin.person().caller.user, role(&admin, "admin").await);
        assert_eq!(admin.send("PUT", &path, "").await.status, 204);
        assert_eq!(admin.delete(&path).await.status, 204);
    }

    async fn the_last_admin_is_kept_by_whatever_way_they_would_go(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin().await;
        let here = admin.person().caller.project.clone();
        let system = for_system(&app, &admin).await;
        let project = format!("/identity/v3/projects/{here}");
        let path = format!("{project}/users/{}/roles/{}", admin.person().caller.user, role(&admin, "admin").await);
        for (method, path, body) in [("PATCH", project.clone(), off("project")), ("DELETE", project, json!({})), ("DELETE", path, json!({}))] {
            let answer = system.send_json(method, &path, &body).await;
            assert_eq!(answer.status, 409, "{method} {path}: {}", answer.text());
            assert!(answer.message().contains("would be left"), "{}", answer.message());
        }
        let refused = app.identity.set_enabled(&admin.person().caller.user, false).await;
        assert!(matches!(refused, Err(identity::Error::LastAdmin)), "{refused:?}");
        assert_eq!(admin.get("/image/v2/images").await.status, 200, "nothing was done");
        let other = app.admin_called("other").await;
        app.identity.set_enabled(&admin.person().caller.user, false).await.expect("one is left");
        assert_eq!(other.get("/image/v2/images").await.status, 200);
    }

    async fn of_two_admins_who_disable_each_other_at_once_one_is_left(db: TestDb) {
        let app = TestApp::new(db).await;
        let lab = app.fixtures.project("lab").await;
        for round in 0..6 {
            let one = app.user_with_roles(&format!("one-{round}"), &lab, &[Role::Admin]).await;
            let two = app.user_with_roles(&format!("two-{round}"), &lab, &[Role::Admin]).await;
            let [first, second] = [&one, &two].map(|who| format!("/identity/v3/users/{}", who.person().caller.user));
            let (user, empty) = (off("user"), json!({}));
            let (left, right) = if round % 2 == 0 {
                tokio::join!(one.send_json("PATCH", &second, &user), two.send_json("PATCH", &first, &user))
            } else {
                tokio::join!(one.send_json("DELETE", &second, &empty), two.send_json("DELETE", &first, &empty))
            };
            let good = [&left, &right].into_iter().filter(|answer| answer.status.is_success()).count();
            assert_eq!(good, 1, "{} and {}", left.text(), right.text());
            for answer in [&left, &right] {
                assert!(answer.status.is_success() || [401, 403, 409].contains(&answer.status.as_u16()), "{}", answer.text());
            }
            // Whoever is left goes, so that the next two are alone again.
            let keeper = app.user_with_roles(&format!("keeper-{round}"), &lab, &[Role::Admin]).await;
            for path in [&first, &second] {
                keeper.send_json("DELETE", path, &json!({})).await;
            }
            let next = app.user_with_roles(&format!("next-{round}"), &lab, &[Role::Admin]).await;
            assert_eq!(next.delete(&format!("/identity/v3/users/{}", keeper.person().caller.user)).await.status, 204);
            let member = role(&next, "member").await;
            assert!(!member.is_empty());
            db_forget(&app, next.person().caller.user.as_str()).await;
        }
    }
}

/// Takes the last admin away past all rules, for the next round of a test.
async fn db_forget(app: &TestApp, user: &str) {
    let sql = "delete from users where id = $1";
    let done = app.db.db.execute(db::query(sql).bind(user)).await;
    done.expect("gone");
}
