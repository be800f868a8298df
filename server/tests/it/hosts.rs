//! Under which names the server answers, and what it says of itself to browsers.

use serde_json::json;
use testkit::TestDb;

use crate::helpers::TestApp;

async fn without_identity() -> TestApp {
    TestApp::with(TestDb::sqlite().await, &[("VITRINE_IDENTITY", "none")]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_identity_only_loopback_names_are_answered() {
    let app = without_identity().await;
    for host in [
        "localhost",
        "LocalHost:3000",
        "127.0.0.1:3000",
        "[::1]",
        "[::1]:80",
    ] {
        let answer = app
            .anonymous()
            .header("host", host)
            .get("/image/v2/images")
            .await;
        assert_eq!(answer.status, 200, "{host}");
    }
    for host in [
        "rebound.example",
        "127.0.0.1.rebound.example:3000",
        "localhost.example",
        "192.0.2.1",
        "[::2]",
    ] {
        for path in [
            "/image/v2/images",
            "/identity/v3",
            "/images",
            "/uploads",
            "/api/v1/activity",
            "/fn/sign_out",
            "/healthz",
        ] {
            let answer = app.anonymous().header("host", host).get(path).await;
            assert_eq!(answer.status, 421, "{host}{path}");
            assert!(answer.message().contains("localhost"), "{}", answer.text());
        }
    }
    for (header, value) in [
        ("forwarded", "host=localhost"),
        ("x-forwarded-host", "localhost"),
        ("x-forwarded-for", "203.0.113.9"),
        ("x-forwarded-proto", "https"),
        ("x-real-ip", "203.0.113.9"),
        ("via", "1.1 proxy"),
    ] {
        let passed_on = app
            .anonymous()
            .header("host", "127.0.0.1:3000")
            .header(header, value);
        let answer = passed_on.get("/image/v2/images").await;
        assert_eq!(answer.status, 421, "{header}");
    }
    let absent = app
        .anonymous()
        .without("host")
        .get("/image/v2/images")
        .await;
    assert_eq!(absent.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_are_told_to_stay_with_tls_where_it_is_used() {
    for (url, expected) in [
        ("https://vitrine.test", "max-age=31536000"),
        ("http://vitrine.test", ""),
    ] {
        let app = TestApp::with(TestDb::sqlite().await, &[("VITRINE_PUBLIC_URL", url)]).await;
        for path in ["/login", "/image/v2/images", "/healthz", "/nothing"] {
            let answer = app.anonymous().get(path).await;
            assert_eq!(
                answer.header("strict-transport-security"),
                expected,
                "{url}{path}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_without_tls_is_another_one_than_ours_with_it() {
    let app = TestApp::with(
        TestDb::sqlite().await,
        &[("VITRINE_PUBLIC_URL", "https://vitrine.test")],
    )
    .await;
    let form = "name=alice&password=wrong&domain=&next=";
    for (origin, is_ours) in [
        ("https://vitrine.test", true),
        ("http://vitrine.test", false),
        ("https://evil.test", false),
    ] {
        let page = app.anonymous().header("origin", origin);
        let status = page.post_form("/fn/sign_in", form).await.status;
        assert_eq!(status != 403, is_ours, "{origin}: {status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn private_answers_are_kept_by_nobody_or_by_their_client_alone() {
    let app = TestApp::new(TestDb::sqlite().await).await;
    let alice = app.user("alice").await;
    let image = alice.active("debian", b"data").await;
    let caching = |path: String| {
        let alice = alice.clone();
        async move { alice.get(&path).await.header("cache-control").to_owned() }
    };
    for path in [
        "/identity/v3/auth/tokens",
        "/identity/v3/auth/projects",
        "/api/v1/activity",
        "/api/v1/activity.csv",
        "/uploads/x",
    ] {
        assert_eq!(caching(path.into()).await, "no-store", "{path}");
    }
    for path in [
        "/image/v2/images".into(),
        format!("/image/v2/images/{image}"),
        format!("/image/v2/images/{image}/file"),
    ] {
        let found = caching(path.clone()).await;
        assert!(found.starts_with("private"), "{path}: {found}");
    }
    let token = app.sign_in("alice", "alice-alice", None).await;
    assert_eq!(
        (token.status.as_u16(), token.header("cache-control")),
        (201, "no-store")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_id_of_a_request_is_ours_whatever_its_client_brings() {
    let app = TestApp::new(TestDb::sqlite().await).await;
    let theirs = "req-evil-of-another";
    let alice = app
        .user("alice")
        .await
        .header("x-openstack-request-id", theirs);
    let made = alice
        .post_json("/image/v2/images", &json!({ "name": "debian" }))
        .await;
    let ours = made.header("x-openstack-request-id");
    assert!(ours.starts_with("req-") && ours != theirs, "{ours}");
    let action = &alice.get("/api/v1/activity?action=image").await.json()["activity"][0];
    assert_eq!(action["request_id"], ours);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_user_cannot_listen_without_end() {
    let app = TestApp::with_config(TestDb::sqlite().await, &[], |config| {
        config.bounds.feeds_per_user = 2;
        config.bounds.feeds = 3;
    })
    .await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let listen = "/api/v1/events";
    let first = alice.begin("GET", listen, "").await;
    let _second = alice.begin("GET", listen, "").await;
    let third = alice.get(listen).await;
    assert_eq!(third.status, 429);
    assert!(third.message().contains("2 times"), "{}", third.message());
    let bobs = bob.begin("GET", listen, "").await;
    assert_eq!(bobs.status(), 200, "another user is not concerned");
    let fourth = bob.get(listen).await;
    assert_eq!(
        (fourth.status.as_u16(), fourth.header("retry-after")),
        (503, "30")
    );
    drop(first);
    assert_eq!(
        alice.begin("GET", listen, "").await.status(),
        200,
        "until one ends"
    );
}
