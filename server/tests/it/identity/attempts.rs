//! Limits on attempts to sign in, and the record of those that failed.

use std::time::Duration;

use serde_json::{Value, json};
use sqlx::{ConnectOptions, Connection};
use testkit::both_databases;

use super::{enter, make, text};
use crate::helpers::{Answer, Client, TestApp};

/// One attempt with a password.
async fn attempt(app: &TestApp, user: Value, password: &str) -> Answer {
    let mut user = user;
    user["password"] = json!(password);
    let identity = json!({ "methods": ["password"], "password": { "user": user } });
    let client = app.anonymous();
    client
        .post_json(
            "/identity/v3/auth/tokens",
            &json!({ "auth": { "identity": identity } }),
        )
        .await
}

/// A connection as a node of release 040df12 has it; none on SQLite.
async fn connect_as_first_release(url: &str) -> Option<sqlx::PgConnection> {
    if url.starts_with("sqlite:") {
        return None;
    }
    let options: sqlx::postgres::PgConnectOptions = url.parse().expect("an address");
    let connection = options.application_name("vitrine").connect().await;
    Some(connection.expect("a connection"))
}

fn called(name: &str) -> Value {
    json!({ "name": name, "domain": { "id": "default" } })
}

/// The entries of failed attempts, once there are so many: they are written behind the answer.
async fn refusals(admin: &Client, count: usize) -> Vec<Value> {
    for _ in 0..100 {
        let page = admin
            .get("/api/v1/activity?action=session.refuse&scope=all")
            .await
            .json();
        let entries = page["activity"].as_array().expect("a list").clone();
        if entries.len() >= count {
            return entries;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("there are no {count} entries of failed attempts")
}

both_databases! {
    async fn failed_attempts_delay_the_next_the_same_for_an_account_and_for_none(db: TestDb) {
        let app = TestApp::new(db).await;
        app.user("alice").await;
        let mut refused = Vec::new();
        for name in ["nobody", "alice"] {
            for _ in 0..5 {
                assert_eq!(attempt(&app, called(name), "wrong").await.status, 401, "{name}");
            }
            refused.push(attempt(&app, called(name), &format!("{name}-{name}")).await);
        }
        let [unknown, known] = refused.try_into().expect("two answers");
        assert_eq!(known.status, 429, "nor is the right one looked at");
        assert_eq!(known.header("retry-after"), "1");
        assert_eq!(known.shape(""), unknown.shape(""));
        assert_eq!(attempt(&app, called("bob"), "wrong").await.status, 401, "others are not concerned");
        tokio::time::sleep(Duration::from_millis(1100)).await;
        assert_eq!(attempt(&app, called("alice"), "alice-alice").await.status, 201);
        assert_eq!(attempt(&app, called("alice"), "wrong").await.status, 401, "success ended the delay");
    }

    async fn an_account_is_one_however_it_is_named(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let by_id = json!({ "id": alice.person().caller.user });
        let by_domain = json!({ "name": "alice", "domain": { "name": "Default" } });
        for (user, times) in [(called("alice"), 2), (by_id, 2), (by_domain, 1)] {
            for _ in 0..times {
                assert_eq!(attempt(&app, user.clone(), "wrong").await.status, 401);
            }
        }
        assert_eq!(attempt(&app, called("alice"), "alice-alice").await.status, 429);
        let form = "name=alice&password=alice-alice&domain=&next=";
        let page = app.anonymous().header("sec-fetch-site", "same-origin").post_form("/fn/sign_in", form).await;
        assert_eq!((page.status.as_u16(), page.header("retry-after")), (429, "1"), "at the page as well: {}", page.text());
    }

    async fn nobody_learns_who_has_an_account_by_naming_the_domain_in_two_ways(db: TestDb) {
        let app = TestApp::new(db).await;
        app.user("alice").await;
        for domains in [["id", "default", "name", "Default"], ["id", "nowhere", "name", "nowhere"]] {
            let domains = domains.chunks(2).map(|pair| json!({ pair[0]: pair[1] }));
            for name in ["alice", "nobody"] {
                let (mut passwords, mut secrets) = (Vec::new(), Vec::new());
                for domain in domains.clone().cycle().take(6) {
                    passwords.push(attempt(&app, json!({ "name": name, "domain": domain }), "wrong").await.status.as_u16());
                }
                for domain in domains.clone().cycle().take(6) {
                    let user = json!({ "name": name, "domain": domain });
                    let proof = json!({ "methods": ["application_credential"], "application_credential": { "name": "robot", "user": user, "secret": "wrong" } });
                    let answer = app.anonymous().post_json("/identity/v3/auth/tokens", &json!({ "auth": { "identity": proof } })).await;
                    secrets.push(answer.status.as_u16());
                }
                assert_eq!(passwords, [401, 401, 401, 401, 401, 429], "{name}");
                assert_eq!(secrets, passwords, "{name}");
            }
        }
    }

    async fn many_attempts_at_once_are_no_more_than_one_after_the_other(db: TestDb) {
        let app = TestApp::new(db).await;
        app.user("alice").await;
        let attempts = (0..40).map(|_| attempt(&app, called("alice"), "wrong"));
        let answers = futures::future::join_all(attempts).await;
        let tried = answers.iter().filter(|answer| answer.status == 401).count();
        // As many more as there are hashes at once, four at most.
        assert!((5..=9).contains(&tried), "{tried}");
    }

    async fn a_new_process_knows_from_where_its_users_come(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let home = app.anonymous().from("192.0.2.1").header("sec-fetch-site", "same-origin");
        let form = "name=alice&password=alice-alice&domain=&next=";
        assert!(home.post_form("/fn/sign_in", form).await.status.as_u16() < 400);
        let identity = identity::Identity::new(app.db.again().await);
        identity.remember_addresses().await.expect("remembers");
        let password = |text: &str| model::Password::new(text).expect("a password");
        let from = |address: &str| model::Origin { address: address.to_owned(), ..model::Origin::default() };
        for _ in 0..6 {
            identity.sign_in("alice", &password("wrong"), None, &from("198.51.100.7")).await.expect_err("wrong");
        }
        let away = identity.sign_in("alice", &password("alice-alice"), None, &from("198.51.100.8")).await;
        assert!(matches!(away, Err(identity::Error::TooManyAttempts { .. })), "{away:?}");
        let session = identity.sign_in("alice", &password("alice-alice"), None, &from("192.0.2.1")).await;
        assert_eq!(session.expect("signed in").user, alice.person().caller.user);
    }

    async fn the_present_password_is_not_to_be_guessed_by_whoever_has_a_session(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let path = format!("/identity/v3/users/{}/password", alice.person().caller.user);
        let change = |old: &str| json!({ "user": { "password": "seven-green-cats", "original_password": old } });
        for _ in 0..5 {
            assert_eq!(alice.post_json(&path, &change("wrong")).await.status, 401);
        }
        assert_eq!(alice.post_json(&path, &change("alice-alice")).await.status, 429);
    }

    async fn every_kind_of_failed_sign_in_is_recorded_with_account_and_address(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice, bob) = (app.admin().await, app.user("alice").await, app.user("bob").await);
        let path = format!("users/{}/application_credentials", alice.person().caller.user);
        let made = make(&alice, &path, "application_credential", json!({ "name": "robot" })).await;
        app.identity.set_enabled(&bob.person().caller.user, false).await.expect("disables");

        attempt(&app, called("alice"), "wrong").await;
        assert_eq!(attempt(&app, called("bob"), "bob-bob").await.status, 401);
        assert_eq!(attempt(&app, called("my-secret-typed-as-a-name"), "x").await.status, 401);
        let proof = json!({ "methods": ["application_credential"], "application_credential": { "id": made["id"], "secret": "wrong" } });
        let robot = app.anonymous().post_json("/identity/v3/auth/tokens", &json!({ "auth": { "identity": proof } })).await;
        assert_eq!(robot.status, 401);
        let entries = refusals(&admin, 3).await;
        let told: Vec<_> = entries.iter().map(|entry| (
            entry["target_name"].as_str().unwrap_or_default(),
            entry["details"]["method"].as_str().expect("a method"),
            entry["details"]["reason"].as_str().expect("a reason"),
        )).collect();
        for want in [("alice", "password", "wrong secret"), ("bob", "password", "disabled"), ("", "password", "unknown account")] {
            assert!(told.contains(&want), "{want:?} of {told:?}");
        }
        assert!(entries.iter().all(|entry| entry["request_id"].is_string()), "{entries:?}");
        assert!(!json!(entries).to_string().contains("my-secret"), "{entries:?}");

        // The second attempt of alice's account was counted, and is recorded with the next sweep of an ended window.
        app.identity.record_refusals(true).await.expect("recorded");
        let entries = refusals(&admin, 4).await;
        let robot = entries.iter().find(|entry| entry["details"]["method"] == "application credential");
        let robot = robot.expect("the credential's attempt");
        assert_eq!(robot["details"]["application credential"], "robot");
        assert_eq!(robot["target"], alice.person().caller.user.as_str());
        let page = admin.clone().header("accept", "text/html");
        let page = page.get(&format!("/projects/{}/admin/activity", admin.person().caller.project)).await;
        assert!(page.text().contains("Failed to sign in as"), "{}", page.text());
        assert_eq!(alice.get("/api/v1/activity?action=session.refuse").await.json()["activity"], json!([]), "for admins alone");
    }

    async fn failed_sign_ins_are_recorded_when_no_node_of_the_first_release_is_left(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin().await;
        app.user("alice").await;
        let with_first_release = !app.db.url.starts_with("sqlite:");
        let first_release = connect_as_first_release(&app.db.url).await;
        for _ in 0..2 {
            assert_eq!(attempt(&app, called("alice"), "wrong").await.status, 401);
        }
        if with_first_release {
            tokio::time::sleep(Duration::from_millis(300)).await;
            app.identity.record_refusals(true).await.expect("keeps them");
            assert_eq!(refusals(&admin, 0).await, Vec::<Value>::new());
        } else {
            refusals(&admin, 1).await;
        }
        if let Some(connection) = first_release {
            connection.close().await.expect("closed");
        }
        while app.db.db.is_used_by_first_release().await.expect("answers") {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        app.identity.record_refusals(true).await.expect("recorded");
        let entries = refusals(&admin, if with_first_release { 1 } else { 2 }).await;
        assert_eq!(entries[0]["details"].get("attempts"), with_first_release.then_some(&json!(2)));
    }

    async fn what_an_application_credential_does_is_recorded_with_it_beside_its_user(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let path = format!("users/{}/application_credentials", alice.person().caller.user);
        let made = make(&alice, &path, "application_credential", json!({ "name": "robot", "unrestricted": true })).await;
        let robot = enter(&app, &alice, &made).await;
        robot.image("built").await;
        make(&robot, &path, "application_credential", json!({ "name": "child" })).await;
        alice.image("by hand").await;
        let list = alice.get("/api/v1/activity?action=image.create").await.json();
        let told: Vec<_> = list["activity"].as_array().expect("a list").iter()
            .map(|entry| (text(&entry["actor_name"]), entry["credential_name"].clone(), entry["credential"].clone())).collect();
        assert_eq!(told, [
            ("alice".to_owned(), Value::Null, Value::Null),
            ("alice".to_owned(), json!("robot"), made["id"].clone()),
        ]);
        let list = alice.get("/api/v1/activity?action=credential.create").await.json();
        assert_eq!(list["activity"][0]["credential_name"], "robot");
        let page = alice.clone().header("accept", "text/html");
        let page = page.get(&format!("/projects/{}/activity", alice.person().caller.project)).await;
        assert!(page.text().contains("alice (application credential robot)"), "{}", page.text());
        let csv = alice.get("/api/v1/activity.csv?action=image.create").await.text();
        assert!(csv.lines().next().is_some_and(|head| head.ends_with("user_agent,credential,credential_name")), "{csv}");
    }
}
