use std::time::Duration;

use http_body_util::BodyExt;
use model::Role;
use serde_json::json;
use testkit::both_databases;
use tokio::time::timeout;

use crate::helpers::{Client, TestApp};

/// Somebody who listens to the change feed.
struct Listener {
    body: axum::body::Body,
    heard: String,
}

impl Listener {
    async fn begin(client: &Client, query: &str) -> Self {
        let answer = client
            .begin("GET", &format!("/api/v1/events{query}"), "")
            .await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Self {
            body: answer.into_body(),
            heard: String::new(),
        }
    }

    /// Waits until `what` was said; whether it was before the feed ended or fell silent.
    async fn hears(&mut self, what: &str) -> bool {
        while !self.heard.contains(what) {
            let Ok(Some(Ok(frame))) = timeout(Duration::from_secs(5), self.body.frame()).await
            else {
                return false;
            };
            self.heard += &String::from_utf8_lossy(&frame.into_data().unwrap_or_default());
        }
        true
    }
}

async fn image(by: &Client, name: &str, visibility: &str) -> String {
    let body = json!({ "name": name, "visibility": visibility });
    let made = by.post_json("/image/v2/images", &body).await;
    made.json()["id"].as_str().expect("an id").to_owned()
}

both_databases! {
    async fn a_change_is_heard_in_its_project_and_by_nobody_else(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let (mut own, mut other) = (Listener::begin(&alice, "").await, Listener::begin(&bob, "").await);
        let secret = image(&alice, "secret", "private").await;
        let open = image(&alice, "open", "community").await;
        assert!(own.hears(&secret).await);
        assert!(own.heard.contains("event: change"), "{}", own.heard);
        assert!(other.hears(&open).await, "what everybody sees, everybody hears of");
        assert!(!other.heard.contains(&secret));
        assert!(other.heard.contains(r#""everybody":true"#), "so that not all ask at once: {}", other.heard);
        assert!(own.hears(&open).await);
        let of_secret = own.heard.lines().find(|line| line.contains(&secret)).expect("that line");
        assert!(!of_secret.contains("everybody"), "{of_secret}");
    }

    async fn whoever_is_disabled_hears_the_end_at_once_and_others_go_on(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob, admin) = (app.user("alice").await, app.user("bob").await, app.admin().await);
        let (mut hers, mut his) = (Listener::begin(&alice, "").await, Listener::begin(&bob, "").await);
        let user = alice.person().caller.user.clone();
        let change = json!({ "user": { "enabled": false } });
        admin.send_json("PATCH", &format!("/identity/v3/users/{user}"), &change).await;
        // A listener is asked for again every 15 seconds; this waits for 5.
        assert!(hers.hears("event: end").await, "{}", hers.heard);
        let open = image(&bob, "open", "community").await;
        assert!(his.hears(&open).await);
        assert!(!his.heard.contains("event: end"));
    }

    async fn whoever_is_no_admin_any_more_hears_the_end_of_all_projects(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, root) = (app.user("alice").await, app.admin().await);
        let browser = app.anonymous().header("accept", "text/html").header("sec-fetch-site", "same-origin");
        let project = app.fixtures.project("office").await;
        let boss = app.user_with_roles("boss", &project, &[Role::Admin, Role::Member]).await;
        let answer = browser.post_form("/fn/sign_in", "name=boss&password=boss-boss&domain=&next=").await;
        let browser = browser.header("cookie", &answer.cookies());
        let mut all = Listener::begin(&browser, "?scope=all").await;
        let user = &boss.person().caller.user;
        let role = root.get("/identity/v3/roles?name=admin").await.json()["roles"][0]["id"].as_str().expect("an id").to_owned();
        let path = format!("/identity/v3/projects/{}/users/{user}/roles/{role}", project.0);
        assert_eq!(root.delete(&path).await.status, 204);
        assert!(all.hears("event: end").await, "{}", all.heard);
        let secret = image(&alice, "secret", "private").await;
        assert!(!all.hears(&secret).await);
        assert_eq!(browser.get("/api/v1/events?scope=all").await.status, 403);
    }

    async fn whoever_was_away_is_told_that_something_was_missed(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let newest = bob.get("/api/v1/activity").await.json()["activity"][0]["id"].as_i64().expect("a number");
        image(&alice, "mine", "private").await;
        assert!(Listener::begin(&alice, "?after=0").await.hears("event: missed").await);
        let again = alice.clone().header("last-event-id", "0");
        assert!(Listener::begin(&again, "?after=1000").await.hears("event: missed").await);
        let mut bob = Listener::begin(&bob, &format!("?after={newest}")).await;
        let open = image(&alice, "open", "community").await;
        assert!(bob.hears(&open).await);
        assert!(!bob.heard.contains("missed"), "nothing of that was for bob: {}", bob.heard);
    }

    async fn an_admin_hears_of_everything_where_they_ask_for_it(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, root) = (app.user("alice").await, app.admin().await);
        let mut all = Listener::begin(&root, "?scope=all").await;
        let secret = image(&alice, "secret", "private").await;
        assert!(all.hears(&secret).await);
    }

    async fn what_makes_no_sense_is_refused(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for (query, name) in [("after=x", "after"), ("scope=world", "scope"), ("colour=red", "colour")] {
            let answer = alice.get(&format!("/api/v1/events?{query}")).await;
            assert_eq!(answer.status, 400);
            assert!(answer.message().contains(name), "{}", answer.message());
        }
    }
}
