use http::StatusCode;
use testkit::both_databases;

use crate::helpers::{FakeKeystone, TestApp};

/// Endpoints that need no authentication, each with its reason.
const OPEN: [(&str, &str); 38] = [
    ("GET /healthz", "a probe has no account"),
    ("GET /readyz", "a probe has no account"),
    ("GET /image", "discovery"),
    ("GET /image/", "discovery"),
    ("GET /image/versions", "discovery"),
    ("GET /image/versions/", "discovery"),
    ("GET /image/v2/", "discovery"),
    ("GET /image/healthcheck", "a probe has no account"),
    ("GET /identity", "discovery"),
    ("GET /identity/", "discovery"),
    ("GET /identity/v3", "discovery"),
    ("GET /identity/v3/", "discovery"),
    ("POST /identity/v3/auth/tokens", "the way in"),
    ("OPTIONS /uploads", "discovery"),
    ("GET /login", "the way in"),
    ("GET /", "sends on to the images"),
    ("GET /images", "sends on to the way in"),
    ("GET /images/{id}", "sends on to the way in"),
    ("GET /projects/{project}/images", "sends on to the way in"),
    (
        "GET /projects/{project}/images/{id}",
        "sends on to the way in",
    ),
    (
        "GET /projects/{project}/images/{id}/delete",
        "sends on to the way in",
    ),
    (
        "GET /projects/{project}/images/selected",
        "sends on to the way in",
    ),
    ("GET /projects/{project}/sharing", "sends on to the way in"),
    ("GET /projects/{project}/activity", "sends on to the way in"),
    ("GET /projects/{project}/account", "sends on to the way in"),
    (
        "GET /projects/{project}/admin/activity",
        "sends on to the way in",
    ),
    ("GET /projects/{project}/find", "sends on to the way in"),
    (
        "GET /projects/{project}/admin/projects",
        "sends on to the way in",
    ),
    (
        "GET /projects/{project}/admin/projects/{id}",
        "sends on to the way in",
    ),
    (
        "GET /projects/{project}/admin/users",
        "sends on to the way in",
    ),
    (
        "GET /projects/{project}/admin/users/{id}",
        "sends on to the way in",
    ),
    (
        "GET /projects/{project}/admin/definitions",
        "sends on to the way in",
    ),
    (
        "GET /projects/{project}/admin/definitions/{id}",
        "sends on to the way in",
    ),
    (
        "GET /projects/{project}/admin/certificates",
        "sends on to the way in",
    ),
    (
        "GET /projects/{project}/admin/certificates/{id}",
        "sends on to the way in",
    ),
    (
        "GET /projects/{project}/admin/roles",
        "sends on to the way in",
    ),
    ("POST /fn/sign_in", "the way in"),
    (
        "POST /fn/set_preferences",
        "language and theme, in a cookie",
    ),
];

both_databases! {
    async fn everyone_is_asked_who_they_are(db: TestDb) {
        let app = TestApp::new(db).await;
        assert!(app.endpoints.len() > 30, "the program lists its endpoints: {:?}", app.endpoints);
        for endpoint in &app.endpoints {
            let answer = app.anonymous().header("tus-resumable", "1.0.0").send_to(endpoint).await;
            if OPEN.iter().any(|(open, _)| *open == endpoint.to_string()) {
                assert_ne!(answer.status, 401, "{endpoint}");
            } else {
                assert_eq!(answer.status, 401, "{endpoint}: {}", answer.text());
            }
        }
    }

    async fn everyone_is_asked_too_where_keystone_knows_and_none_opens_while_it_is_away(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let app = TestApp::by(db, &keystone).await;
        for (broken, status) in [(None, 401), (Some(StatusCode::BAD_GATEWAY), 503)] {
            keystone.knows().broken = broken;
            for endpoint in &app.endpoints {
                let client = app.anonymous().header("tus-resumable", "1.0.0").header("x-auth-token", &format!("bad-{status}"));
                let answer = client.send_to(endpoint).await;
                if OPEN.iter().any(|(open, _)| *open == endpoint.to_string()) {
                    assert!(answer.status != 401 && answer.status != 503, "{endpoint}: {}", answer.status);
                } else {
                    assert_eq!(answer.status, status, "{endpoint}: {}", answer.text());
                }
            }
        }
    }

    async fn every_public_endpoint_exists(db: TestDb) {
        let app = TestApp::new(db).await;
        for (open, _) in OPEN {
            assert!(app.endpoints.iter().any(|endpoint| endpoint.to_string() == open), "{open} is no endpoint any more");
        }
    }

    async fn what_a_client_says_of_itself_counts_for_nothing(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let claims = ["x-roles", "x-role", "x-user-id", "x-project-id", "x-tenant-id", "x-is-admin-project", "x-identity-status"];
        let mut liar = app.anonymous();
        for claim in claims {
            liar = liar.header(claim, "admin");
        }
        assert_eq!(liar.get("/image/v2/images").await.status, 401);
        let mine = alice.image("mine").await;
        let bob = app.user("bob").await.header("x-roles", "admin").header("x-project-id", alice.person().caller.project.as_str());
        assert_eq!(bob.get(&format!("/image/v2/images/{mine}")).await.status, 404);
    }
}
