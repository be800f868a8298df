use testkit::both_databases;

use crate::helpers::{Client, TestApp};

const PORTAL: &str = "https://portal.example";

/// A page of another site, in a browser.
fn page(client: &Client, origin: &str) -> Client {
    client
        .clone()
        .header("origin", origin)
        .header("sec-fetch-site", "cross-site")
}

async fn cors_app(db: testkit::TestDb) -> TestApp {
    TestApp::with(
        db,
        &[(
            "VITRINE_CORS_ORIGINS",
            "https://portal.example, http://localhost:8080",
        )],
    )
    .await
}

both_databases! {
    async fn a_named_site_may_ask_before_it_asks(db: TestDb) {
        let app = cors_app(db).await;
        for path in ["/image/v2/images", "/identity/v3/auth/tokens", "/uploads", "/uploads/x"] {
            let ask = page(&app.anonymous(), PORTAL).header("access-control-request-method", "PATCH");
            let ask = ask.header("access-control-request-headers", "x-auth-token,upload-offset,tus-resumable");
            let answer = ask.send("OPTIONS", path, "").await;
            assert_eq!((answer.status.as_u16(), answer.header("access-control-allow-origin")), (204, PORTAL), "{path}");
            assert!(answer.header("access-control-allow-methods").contains("PATCH"));
            for header in ["x-auth-token", "upload-offset", "upload-metadata", "tus-resumable", "content-type", "x-subject-token"] {
                assert!(answer.header("access-control-allow-headers").contains(header), "{header}");
            }
            assert_eq!(answer.header("access-control-allow-credentials"), "");
            assert_eq!(answer.header("vary"), "origin");
        }
    }

    async fn it_may_read_what_clients_need(db: TestDb) {
        let app = cors_app(db).await;
        let alice = page(&app.user("alice").await, PORTAL);
        let body = serde_json::json!({ "name": "x", "disk_format": "raw", "container_format": "bare" });
        let made = alice.post_json("/image/v2/images", &body).await;
        assert_eq!((made.status.as_u16(), made.header("access-control-allow-origin")), (201, PORTAL));
        let begun = alice.clone().header("tus-resumable", "1.0.0").header("upload-length", "5").header("upload-metadata", "name eA==,disk_format cmF3,container_format YmFyZQ==");
        let begun = begun.send("POST", "/uploads", "").await;
        assert_eq!((begun.status.as_u16(), begun.header("access-control-allow-origin")), (201, PORTAL), "{}", begun.text());
        for header in ["x-openstack-request-id", "upload-offset", "location", "x-subject-token", "vitrine-image-id"] {
            assert!(begun.header("access-control-expose-headers").contains(header), "{header}");
        }
        let person = serde_json::json!({ "auth": { "identity": { "methods": ["password"], "password": { "user": {
            "name": "alice", "domain": { "id": "default" }, "password": "alice-alice" } } } } });
        let token = page(&app.anonymous(), PORTAL).post_json("/identity/v3/auth/tokens", &person).await;
        assert_eq!((token.status.as_u16(), token.header("access-control-allow-origin")), (201, PORTAL), "signing in needs no token");
        let refused = page(&app.anonymous(), PORTAL).get("/image/v2/images").await;
        assert_eq!((refused.status.as_u16(), refused.header("access-control-allow-origin")), (401, PORTAL), "a refusal can be read too");
    }

    async fn a_cookie_opens_nothing_to_another_site(db: TestDb) {
        let app = cors_app(db).await;
        app.user("alice").await;
        let browser = app.anonymous().header("accept", "text/html").header("sec-fetch-site", "same-origin");
        let form = "name=alice&password=alice-alice&domain=&next=";
        let cookies = browser.post_form("/fn/sign_in", form).await.cookies();
        let mine = app.anonymous().header("cookie", &cookies);
        assert_eq!(mine.get("/image/v2/images").await.status, 200);
        for site in ["cross-site", "same-site"] {
            let theirs = page(&mine, PORTAL).header("sec-fetch-site", site);
            let answer = theirs.get("/image/v2/images").await;
            assert_eq!((answer.status.as_u16(), answer.header("access-control-allow-credentials")), (401, ""));
            let body = serde_json::json!({ "name": "x", "disk_format": "raw", "container_format": "bare" });
            assert_eq!(theirs.post_json("/image/v2/images", &body).await.status, 401);
            let form = theirs.clone().header("accept", "text/html").post_form("/fn/sign_out", "").await;
            assert_eq!((form.status.as_u16(), form.header("access-control-allow-origin")), (403, ""), "pages are not for it");
        }
        let ours = mine.clone().header("origin", "http://vitrine.test").header("sec-fetch-site", "same-origin");
        assert_eq!(ours.get("/image/v2/images").await.status, 200, "our own pages keep their session");
    }

    async fn a_site_that_was_not_named_is_told_nothing(db: TestDb) {
        let app = cors_app(db).await;
        let alice = app.user("alice").await;
        for origin in ["https://evil.example", "https://portal.example.evil", "null"] {
            let evil = page(&alice, origin);
            let ask = evil.clone().header("access-control-request-method", "GET").send("OPTIONS", "/image/v2/images", "").await;
            let answer = evil.get("/image/v2/images").await;
            for answer in [ask, answer] {
                assert_eq!((answer.header("access-control-allow-origin"), answer.header("vary")), ("", "origin"), "{origin}");
            }
            assert_eq!(evil.without("x-auth-token").post_json("/identity/v3/auth/tokens", &serde_json::json!({})).await.status, 403);
        }
    }

    async fn where_no_site_was_named_none_may(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = page(&app.user("alice").await, PORTAL);
        let answer = alice.get("/image/v2/images").await;
        assert_eq!((answer.status.as_u16(), answer.header("access-control-allow-origin"), answer.header("vary")), (200, "", ""));
    }
}
