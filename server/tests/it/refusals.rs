//! How a refusal reads, in the words of the API that was asked.

use std::time::Duration;

use axum::body::Body;
use http_body_util::BodyExt;
use testkit::{TestDb, both_databases, noise};
use tokio::time::sleep;

use crate::helpers::{Client, TestApp};

/// As openstackclient sends for uploads, as curl does, and as programs do that do not care.
const ACCEPTS: [Option<&str>; 3] = [None, Some(""), Some("*/*")];

fn accepting(client: &Client, accept: Option<&str>) -> Client {
    match accept {
        None => client.clone().without("accept"),
        Some(accept) => client.clone().header("accept", accept),
    }
}

both_databases! {
    async fn a_program_that_names_no_format_reads_json(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("debian").await;
        let calls = [
            ("PUT", format!("/image/v2/images/{image}/file"), 415),
            ("PUT", format!("/image/v2/images/{image}/stage"), 415),
            ("PATCH", format!("/image/v2/images/{image}"), 415),
            ("POST", "/image/v2/images".to_owned(), 400),
            ("GET", "/image/v2/images/nothing".to_owned(), 404),
            ("POST", format!("/image/v2/images/{image}/file"), 405),
        ];
        for accept in ACCEPTS {
            let alice = accepting(&alice, accept);
            for (method, path, status) in &calls {
                let answer = alice.clone().header("content-type", "text/plain").send(method, path, "{").await;
                assert_eq!(answer.status, *status, "{method} {path}");
                assert_eq!(answer.header("content-type"), "application/json", "{accept:?} {method} {path}");
                assert!(!answer.message().is_empty());
            }
            let anonymous = accepting(&app.anonymous(), accept).get("/image/v2/images").await;
            assert_eq!((anonymous.status.as_u16(), anonymous.header("content-type")), (401, "application/json"));
        }
    }

    async fn media_types_are_compared_without_parameters_and_capitals(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for media in ["application/octet-stream; charset=binary", "Application/Octet-Stream", "application/octet-stream;"] {
            for way in ["file", "stage"] {
                let image = alice.image("debian").await;
                let path = format!("/image/v2/images/{image}/{way}");
                let answer = alice.clone().header("content-type", media).send("PUT", &path, "data").await;
                assert_eq!(answer.status, 204, "{way}, {media}: {}", answer.text());
            }
            let image = alice.image("debian").await;
            let patch = "Application/OpenStack-images-v2.1-JSON-patch; charset=utf-8";
            let body = r#"[{"op":"replace","path":"/name","value":"bookworm"}]"#;
            let answer = alice.clone().header("content-type", patch).send("PATCH", &format!("/image/v2/images/{image}"), body).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
    }

    async fn a_download_ends_with_the_right_to_it(db: TestDb) {
        let app = TestApp::with_config(db, &[], |config| config.bounds.recheck = Duration::from_millis(1)).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let data = noise(8 << 20);
        let bobs = bob.person().caller.project.to_string();
        for way in ["unshare", "deactivate", "delete"] {
            let image = alice.active("debian", &data).await;
            let path = format!("/image/v2/images/{image}");
            alice.post_json(&format!("{path}/members"), &serde_json::json!({ "member": bobs })).await;
            let mut body = bob.begin("GET", &format!("{path}/file"), "").await.into_body();
            body.frame().await.expect("a frame").expect("bytes");
            let answer = match way {
                "unshare" => alice.delete(&format!("{path}/members/{bobs}")).await,
                "deactivate" => app.admin_called(way).await.send("POST", &format!("{path}/actions/deactivate"), "").await,
                _ => alice.delete(&path).await,
            };
            assert_eq!(answer.status, 204, "{way}");
            sleep(Duration::from_millis(5)).await;
            let mut is_broken = false;
            while let Some(frame) = body.frame().await {
                is_broken |= frame.is_err();
            }
            assert!(is_broken, "{way}");
        }
    }

    async fn a_request_without_a_path_is_malformed(db: TestDb) {
        let app = TestApp::new(db).await;
        for target in ["x:80", "vitrine.test"] {
            for method in ["GET", "POST", "OPTIONS"] {
                let answer = app.anonymous().send(method, target, "").await;
                assert_eq!(answer.status, 400, "{method} {target}: {}", answer.text());
            }
        }
    }

    async fn whoever_is_not_signed_in_sends_16_kib_at_most(db: TestDb) {
        let app = TestApp::new(db).await;
        for endpoint in app.endpoints.iter().filter(|endpoint| endpoint.to_string().starts_with('P')) {
            let endpoint = endpoint.to_string().replace(['{', '}'], "");
            let (method, path) = endpoint.split_once(' ').expect("a method");
            // Nothing of it comes: whoever waits for the body does not answer.
            let body = Body::from_stream(futures::stream::pending::<std::io::Result<bytes::Bytes>>());
            let anonymous = app.anonymous().header("content-length", "16385").header("tus-resumable", "1.0.0");
            let answer = tokio::time::timeout(Duration::from_secs(5), anonymous.send(method, path, body)).await;
            let status = answer.expect("an answer before the body").status.as_u16();
            assert!((400..500).contains(&status), "{endpoint}: {status}");
        }
        for path in ["/identity/v3/auth/tokens", "/fn/sign_in", "/fn/set_preferences"] {
            for (length, is_refused) in [(16 << 10, false), ((16 << 10) + 1, true)] {
                let form = app.anonymous().header("content-type", "application/x-www-form-urlencoded");
                let status = form.send("POST", path, vec![b' '; length]).await.status;
                assert_eq!(status == 413, is_refused, "{path}: {length} bytes: {status}");
            }
        }
    }

    async fn a_download_ends_with_the_sign_in_of_its_reader(db: TestDb) {
        let app = TestApp::with_config(db, &[], |config| config.bounds.recheck = Duration::from_millis(1)).await;
        let alice = app.user("alice").await;
        let data = noise(8 << 20);
        let image = alice.active("debian", &data).await;
        let path = format!("/image/v2/images/{image}/file");
        for is_disabled in [false, true] {
            let mut body = alice.begin("GET", &path, "").await.into_body();
            let first = body.frame().await.expect("a frame").expect("bytes");
            let mut got = first.into_data().expect("data").len();
            if is_disabled {
                let user = &alice.person().caller.user;
                app.fixtures.identity.set_enabled(user, false).await.expect("disabled");
                sleep(Duration::from_millis(5)).await;
            }
            let mut is_broken = false;
            while let Some(frame) = body.frame().await {
                match frame {
                    Ok(frame) => got += frame.into_data().map_or(0, |data| data.len()),
                    Err(_) => is_broken = true,
                }
            }
            assert_eq!((is_broken, got < data.len()), (is_disabled, is_disabled), "{got} bytes");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_long_is_refused_in_the_words_of_each_api() {
    let app = TestApp::new(TestDb::sqlite().await).await;
    let alice = app
        .user("alice")
        .await
        .without("accept")
        .header("content-type", "application/json");
    let long = || Body::from(vec![b' '; (2 << 20) + 1]);
    let keystone = alice.send("POST", "/identity/v3/auth/tokens", long()).await;
    assert_eq!(
        (keystone.status.as_u16(), &keystone.json()["error"]["code"]),
        (413, &413.into())
    );
    assert!(
        keystone.message().contains("2097152 bytes"),
        "{}",
        keystone.message()
    );
    let glance = alice.send("POST", "/image/v2/images", long()).await;
    assert_eq!(
        (glance.status.as_u16(), &glance.json()["code"]),
        (413, &"413 Payload Too Large".into())
    );
    assert!(
        glance.message().contains("2097152 bytes"),
        "{}",
        glance.message()
    );
    let form = app
        .anonymous()
        .header("content-type", "application/x-www-form-urlencoded");
    let form = form.send("POST", "/fn/sign_in", long()).await;
    assert_eq!(form.status, 413);
    assert!(form.message().contains("16384 bytes"), "{}", form.message());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_web_framework_refuses_reads_as_all_the_rest() {
    let app = TestApp::new(TestDb::sqlite().await).await;
    let alice = app.user("alice").await.without("accept");
    let keystone = alice.send("PUT", "/identity/v3/users", "").await;
    assert_eq!(
        (keystone.status.as_u16(), &keystone.json()["error"]["code"]),
        (405, &405.into())
    );
    assert!(!keystone.header("allow").is_empty());
    let events = alice.send("POST", "/api/v1/activity", "").await;
    assert_eq!(
        (events.status.as_u16(), events.message().as_str()),
        (405, "The method POST is not allowed here.")
    );
    let old = alice
        .header("tus-resumable", "0.2.2")
        .send("POST", "/uploads", "")
        .await;
    assert_eq!(
        (old.status.as_u16(), old.header("tus-version")),
        (412, "1.0.0")
    );
    assert!(old.message().contains("1.0.0"), "{}", old.text());
}
