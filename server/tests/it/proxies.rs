//! What a proxy says of its client, believed from those proxies alone that the operator named.

use serde_json::json;
use testkit::{TestDb, both_databases};

use crate::helpers::{Client, TestApp};

const PROXY: &str = "10.0.0.1";

async fn behind_proxies(db: TestDb) -> TestApp {
    TestApp::with(db, &[("VITRINE_TRUSTED_PROXIES", "10.0.0.0/8")]).await
}

/// A request as a proxy passes it on that serves the registry as <https://images.example/registry>.
fn passed_on(client: &Client) -> Client {
    client
        .clone()
        .header("x-forwarded-for", "6.6.6.6, 192.0.2.7")
        .header("x-forwarded-proto", "https")
        .header("x-forwarded-host", "images.example")
        .header("x-forwarded-prefix", "/registry")
}

/// From where the last image was made, as the audit log tells.
async fn noted(client: &Client) -> String {
    let made = client
        .post_json("/image/v2/images", &json!({ "name": "debian" }))
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let activity = client
        .get("/api/v1/activity?action=image.create")
        .await
        .json();
    activity["activity"][0]["address"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

both_databases! {
    async fn the_audit_log_names_the_client_that_a_trusted_proxy_names(db: TestDb) {
        let app = behind_proxies(db).await;
        let alice = passed_on(&app.user("alice").await);
        assert_eq!(noted(&alice.clone().from(PROXY)).await, "192.0.2.7");
        assert_eq!(noted(&alice.clone().from("192.0.2.99")).await, "192.0.2.99", "anybody can write such a header");
        let alice = alice.without("x-forwarded-for").from(PROXY);
        assert_eq!(noted(&alice.clone().header("forwarded", "for=\"[2001:db8::7]:4711\";proto=https")).await, "2001:db8::7");
        assert_eq!(noted(&alice).await, PROXY, "a request of the proxy itself");
        let unnamed = alice.header("x-forwarded-for", "192.0.2.7, unknown");
        assert_eq!(noted(&unnamed).await, PROXY, "entries before an invalid one are not trusted");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn links_lead_to_where_the_proxy_serves_us() {
    let app = behind_proxies(TestDb::sqlite().await).await;
    let alice = passed_on(&app.user("alice").await).from(PROXY);
    let made = alice
        .post_json("/image/v2/images", &json!({ "name": "debian" }))
        .await;
    let place = made.header("location").to_owned();
    assert!(
        place.starts_with("https://images.example/registry/image/v2/images/"),
        "{place}"
    );
    let upload = alice
        .clone()
        .header("tus-resumable", "1.0.0")
        .header("upload-length", "10")
        .header(
            "upload-metadata",
            "name eA==,disk_format cmF3,container_format YmFyZQ==",
        );
    let upload = upload.send("POST", "/uploads", "").await;
    let place = upload.header("location").to_owned();
    assert!(
        place.starts_with("https://images.example/registry/uploads/"),
        "{place}"
    );
    let catalog = alice.get("/identity/v3/auth/catalog").await.text();
    assert!(
        catalog.contains("\"https://images.example/registry/image\""),
        "{catalog}"
    );
    assert!(!catalog.contains("vitrine.test"), "{catalog}");
    // The same headers of an untrusted sender are ignored.
    let untrusted = alice.clone().from("192.0.2.99");
    let made = untrusted
        .post_json("/image/v2/images", &json!({ "name": "debian" }))
        .await;
    let place = made.header("location").to_owned();
    assert!(
        place.starts_with("http://vitrine.test/image/v2/images/"),
        "{place}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dashboard_stays_below_the_prefix_and_its_cookies_behind_tls() {
    let app = behind_proxies(TestDb::sqlite().await).await;
    app.user("alice").await;
    let browser = passed_on(&app.anonymous().header("accept", "text/html")).from(PROXY);
    let answer = browser.get("/images").await;
    assert_eq!(answer.header("location"), "/registry/login?next=%2Fimages");
    assert_eq!(
        answer.header("strict-transport-security"),
        "max-age=31536000"
    );
    let form = "name=alice&password=alice-alice&domain=&next=";
    let page = browser
        .clone()
        .header("origin", "https://images.example")
        .header("referer", "https://images.example/registry/login");
    let answer = page.post_form("/fn/sign_in", form).await;
    assert!(
        answer.header("location").starts_with("/registry/"),
        "{}",
        answer.header("location")
    );
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert!(!cookies.is_empty());
    for cookie in cookies {
        assert!(
            cookie.to_str().expect("text").contains("Secure"),
            "{cookie:?}"
        );
    }
    let refused = page
        .post_form("/fn/sign_in", "name=alice&password=wrong&domain=&next=")
        .await;
    assert_eq!(
        refused.header("location"),
        "/registry/login",
        "the way back has the prefix already"
    );
    let plain = browser.header("origin", "http://images.example");
    assert_eq!(
        plain.post_form("/fn/sign_in", form).await.status,
        403,
        "another origin than the one behind TLS"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_proxy_says_wrongly_is_passed_over_and_what_contradicts_itself_is_refused() {
    let app = behind_proxies(TestDb::sqlite().await).await;
    let alice = app.user("alice").await.from(PROXY);
    for (name, value) in [
        ("x-forwarded-proto", "javascript"),
        ("x-forwarded-host", "evil.example/x"),
        ("x-forwarded-host", "user@evil.example"),
        ("x-forwarded-prefix", "//evil.example"),
        ("x-forwarded-prefix", "/../x"),
        ("forwarded", "for=\"\";host=\"a b\";proto=\"http://\""),
        ("forwarded", "\"\\"),
    ] {
        let made = alice.clone().header(name, value);
        let made = made
            .post_json("/image/v2/images", &json!({ "name": "debian" }))
            .await;
        let place = made.header("location").to_owned();
        assert!(
            place.starts_with("http://vitrine.test/image/v2/images/"),
            "{name}: {value}: {place}"
        );
    }
    let torn = alice
        .header("x-forwarded-for", "192.0.2.7")
        .header("forwarded", "for=6.6.6.6");
    let answer = torn.get("/image/v2/images").await;
    assert_eq!(answer.status, 400);
    assert!(
        answer.message().contains("x-forwarded-for"),
        "{}",
        answer.message()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_of_one_client_behind_a_proxy_have_a_limit_of_their_own() {
    let variables = [
        ("VITRINE_TRUSTED_PROXIES", "10.0.0.0/8"),
        ("VITRINE_MAX_CONNECTIONS_PER_ADDRESS", "2"),
    ];
    let app = TestApp::with(TestDb::sqlite().await, &variables).await;
    let alice = app.user("alice").await.from(PROXY);
    let (one, other) = (
        alice.clone().header("x-forwarded-for", "192.0.2.1"),
        alice.header("x-forwarded-for", "192.0.2.2"),
    );
    let first = one.begin("GET", "/api/v1/events", "").await;
    let _second = one.begin("GET", "/api/v1/events", "").await;
    let third = one.get("/image/v2/images").await;
    assert_eq!(
        (third.status.as_u16(), third.header("retry-after")),
        (429, "5")
    );
    assert_eq!(
        other.get("/image/v2/images").await.status,
        200,
        "another client is not concerned"
    );
    drop(first);
    assert_eq!(
        one.get("/image/v2/images").await.status,
        200,
        "until one ends"
    );
}
