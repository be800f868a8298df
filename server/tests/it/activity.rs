use http_body_util::BodyExt;
use serde_json::{Value, json};
use testkit::both_databases;

use crate::helpers::{Client, TestApp};

async fn image(by: &Client, name: &str) -> String {
    let made = by
        .post_json("/image/v2/images", &json!({ "name": name }))
        .await;
    made.json()["id"].as_str().expect("an id").to_owned()
}

fn names(answer: &Value) -> Vec<String> {
    let events = answer["activity"].as_array().expect("a list");
    let name = |event: &Value| event["target_name"].as_str().expect("a name").to_owned();
    events.iter().map(name).collect()
}

both_databases! {
    async fn a_list_is_followed_to_its_end_by_its_links(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for number in 0..5 {
            image(&alice, &format!("image-{number}")).await;
        }
        let (mut path, mut all) = ("/api/v1/activity?action=image.create&limit=2".to_owned(), Vec::new());
        loop {
            let page = alice.get(&path).await.json();
            all.extend(names(&page));
            let Some(next) = page["next"].as_str() else { break };
            next.clone_into(&mut path);
        }
        assert_eq!(all, ["image-4", "image-3", "image-2", "image-1", "image-0"]);
    }

    async fn an_event_tells_who_did_what_to_what_and_from_where(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await.header("user-agent", "terraform/1.9");
        let made = alice.post_json("/image/v2/images", &json!({ "name": "debian" })).await;
        let event = &alice.get("/api/v1/activity?action=image").await.json()["activity"][0];
        let person = alice.person().caller.clone();
        assert_eq!(event["action"], "image.create");
        assert_eq!(event["actor"], person.user.as_str());
        assert_eq!(event["actor_name"], "alice");
        assert_eq!(event["project"], person.project.as_str());
        assert_eq!(event["target"], made.json()["id"]);
        assert_eq!(event["user_agent"], "terraform/1.9");
        assert_eq!(event["request_id"], made.header("x-openstack-request-id"));
        assert!(event["at"].as_str().is_some_and(|at| at.ends_with('Z')), "{event}");
    }

    async fn an_export_holds_every_event_however_many_there_are(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let id = image(&alice, "debian").await;
        for number in 0..260 {
            for method in ["PUT", "DELETE"] {
                let path = format!("/image/v2/images/{id}/tags/{number}");
                assert_eq!(alice.send(method, &path, "").await.status, 204);
            }
        }
        let answer = alice.get("/api/v1/activity.ndjson?action=image").await;
        assert_eq!(answer.header("content-type"), "application/x-ndjson");
        let text = answer.text();
        let events: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(events.len(), 521);
        assert_eq!(events.last().expect("the first event")["action"], "image.create");
        let answer = alice.get("/api/v1/activity.csv?action=image").await;
        assert!(answer.header("content-disposition").starts_with("attachment; filename=\"activity-"));
        assert_eq!(answer.text().lines().count(), 522);
    }

    async fn an_export_ends_with_the_sign_in_of_its_reader(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let id = image(&alice, "debian").await;
        for number in 0..260 {
            for method in ["PUT", "DELETE"] {
                let path = format!("/image/v2/images/{id}/tags/{number}");
                assert_eq!(alice.send(method, &path, "").await.status, 204);
            }
        }
        let mut body = alice.begin("GET", "/api/v1/activity.ndjson", "").await.into_body();
        assert!(body.frame().await.expect("the first portion").is_ok());
        app.fixtures.identity.set_enabled(&alice.person().caller.user, false).await.expect("disabled");
        assert!(body.frame().await.expect("what comes next").is_err());
    }

    async fn a_moment_is_the_same_in_every_zone(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        image(&alice, "debian").await;
        let before = model::now() - std::time::Duration::from_secs(60);
        for (hours, minutes) in [(-23, -59), (-8, 0), (0, 0), (8, 0), (23, 59)] {
            let zone = time::UtcOffset::from_hms(hours, minutes, 0).expect("a zone");
            let since = before.to_offset(zone).format(&time::format_description::well_known::Rfc3339).expect("a text");
            let query = format!("action=image.create&since={}", since.replace('+', "%2B"));
            let found = alice.get(&format!("/api/v1/activity?{query}")).await;
            assert_eq!(names(&found.json()), ["debian"], "{since}");
        }
        let late = alice.get("/api/v1/activity?since=9999-12-31T23:59:59-23:59").await;
        assert_eq!(late.status, 400, "{}", late.text());
    }

    async fn a_name_that_a_spreadsheet_would_run_is_text_in_the_export(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        image(&alice, "=cmd|' /C calc'!A0").await;
        let text = alice.get("/api/v1/activity.csv").await.text();
        assert!(text.contains(",'=cmd|' /C calc'!A0,"), "{text}");
    }

    async fn what_makes_no_sense_is_refused_with_the_name_of_the_parameter(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for (query, name) in [
            ("colour=red", "colour"), ("action=image.paint", "action"), ("since=yesterday", "since"), ("limit=x", "limit"),
            ("marker=x", "marker"), ("scope=world", "scope"), ("image=1", "image"), ("actor=%00", "actor"),
        ] {
            for ending in ["", ".csv", ".ndjson"] {
                let answer = alice.get(&format!("/api/v1/activity{ending}?{query}")).await;
                assert_eq!(answer.status, 400, "{query}");
                assert!(answer.message().contains(name), "{query}: {}", answer.message());
            }
        }
    }
}
