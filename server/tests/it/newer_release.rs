//! What a newer release wrote, in the answers and pages of this one.

use serde_json::json;
use testkit::{TestDb, both_databases};

use crate::helpers::TestApp;

async fn run(db: &TestDb, sql: &'static str) {
    db.db.execute(db::query(sql)).await.expect(sql);
}

both_databases! {
    async fn every_list_and_page_shows_what_a_newer_release_wrote(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let bob = app.user("bob").await;
        let body = json!({ "name": "mine", "disk_format": "raw", "container_format": "bare", "visibility": "shared" });
        let made = alice.post_json("/image/v2/images", &body).await;
        let id = made.json()["id"].as_str().expect("an id").to_owned();
        let member = json!({ "member": bob.person().caller.project });
        assert_eq!(alice.post_json(&format!("/image/v2/images/{id}/members"), &member).await.status, 200);
        for sql in [
            "update member set status = 'blocked'",
            "update image set status = 'quarantined', disk_format = 'zdisk', container_format = 'oci'",
            "insert into activity (at, actor_id, actor_name, action, target_kind, target_id, target_name, owner, details, node,
                request_id, address, user_agent) select at, actor_id, actor_name, 'image.paint', target_kind, target_id,
                target_name, owner, details, node, request_id, address, user_agent from activity where target_kind = 'image'",
        ] {
            run(&app.db, sql).await;
        }
        let project = &alice.person().caller.project;
        let browser = app.anonymous().header("accept", "text/html").header("sec-fetch-site", "same-origin");
        let signed_in = browser.post_form("/fn/sign_in", "name=alice&password=alice-alice&domain=&next=").await;
        let browser = browser.header("cookie", &signed_in.cookies());
        for (path, word) in [
            ("/image/v2/images".to_owned(), "quarantined"),
            (format!("/image/v2/images/{id}"), "zdisk"),
            (format!("/image/v2/images/{id}/members"), "blocked"),
            ("/api/v1/activity".to_owned(), "image.paint"),
            (format!("/projects/{project}/images"), "quarantined"),
            (format!("/projects/{project}/images/{id}"), "quarantined"),
            (format!("/projects/{project}/activity"), "image.paint"),
        ] {
            let asking = if path.starts_with("/projects") {
                browser.clone()
            } else {
                alice.clone()
            };
            let answer = asking.get(&path).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text());
            assert!(answer.text().contains(word), "{path}: {}", answer.text());
        }
        // A word that this release does not know is shown, and taken from nobody.
        let refused = alice.post_json("/image/v2/images", &json!({ "name": "x", "disk_format": "zdisk" })).await;
        assert_eq!(refused.status, 400);
        let gone = alice.delete(&format!("/image/v2/images/{id}")).await;
        assert_eq!(gone.status, 409, "{}", gone.text());
        assert!(gone.text().contains("quarantined"), "{}", gone.text());
        run(&app.db, "update image set visibility = 'tenant'").await;
        let page = browser.get(&format!("/projects/{project}/images/{id}")).await;
        assert!(page.text().contains("tenant"), "{}", page.text());
        assert_eq!(bob.get(&format!("/image/v2/images/{id}")).await.status, 404, "it counts as private");
    }
}
