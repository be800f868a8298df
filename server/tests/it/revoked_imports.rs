//! Whatever takes long ends with the rights of whoever it is done for; and with nothing less.

use std::{io, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use futures::channel::mpsc;
use model::Role;
use serde_json::{Value, json};
use testkit::{both_databases, noise};
use tokio::time::sleep;

use crate::helpers::{Client, TestApp, web};

/// A body that is sent bit by bit.
fn slow_body() -> (mpsc::UnboundedSender<io::Result<Bytes>>, Body) {
    let (send, receive) = mpsc::unbounded();
    (send, Body::from_stream(receive))
}

/// Longer than it takes until a sender is asked about again (1 s).
const A_LOOK: Duration = Duration::from_millis(1600);

async fn sign_in(app: &TestApp, name: &str) -> Client {
    let page = app
        .anonymous()
        .header("accept", "text/html")
        .header("sec-fetch-site", "same-origin");
    let form = format!("name={name}&password={name}-{name}&domain=&next=");
    let answer = page.post_form("/fn/sign_in", &form).await;
    assert_eq!(answer.status, 302, "{}", answer.text());
    page.header("cookie", &answer.cookies())
}

fn tus(client: &Client) -> Client {
    let client = client.clone().header("accept", "application/json");
    client.header("tus-resumable", "1.0.0")
}

/// Begins an upload of 8 bytes with a browser's session. Tells its place and its image.
async fn begin(page: &Client) -> (String, String) {
    let metadata = "name eA==,disk_format cmF3,container_format YmFyZQ==";
    let client = tus(page)
        .header("upload-length", "8")
        .header("upload-metadata", metadata);
    let began = client.send("POST", "/uploads", Body::empty()).await;
    assert_eq!(began.status, 201, "{}", began.text());
    let (_, id) = began.header("location").rsplit_once('/').expect("a place");
    (
        format!("/uploads/{id}"),
        began.header("vitrine-image-id").to_owned(),
    )
}

/// Sends 4 of the bytes, then does something else, then sends the rest. Tells status and cookies of the answer.
async fn interrupted(page: &Client, place: &str, act: impl AsyncFnOnce()) -> (u16, String) {
    let (send, body) = slow_body();
    let client = tus(page)
        .header("upload-offset", "0")
        .header("content-type", "application/offset+octet-stream");
    let path = place.to_owned();
    let sending = tokio::spawn(async move { client.send("PATCH", &path, body).await });
    send.unbounded_send(Ok("1234".into())).expect("it is read");
    sleep(Duration::from_millis(300)).await;
    act().await;
    sleep(A_LOOK).await;
    // Whoever was stopped reads no more.
    let _ = send.unbounded_send(Ok("5678".into()));
    drop(send);
    let answer = sending.await.expect("ends");
    (
        answer.status.as_u16(),
        answer.header("set-cookie").to_owned(),
    )
}

/// A token got with an application credential of `who`, and the path of the credential.
async fn program(app: &TestApp, who: &Client) -> (Client, String) {
    let user = &who.person().caller.user;
    let path = format!("/identity/v3/users/{user}/application_credentials");
    let new = json!({ "application_credential": { "name": "ci" } });
    let made = who.post_json(&path, &new).await.json()["application_credential"].clone();
    let proof = json!({ "methods": ["application_credential"],
        "application_credential": { "id": made["id"], "secret": made["secret"] } });
    let request = json!({ "auth": { "identity": proof } });
    let token = app
        .anonymous()
        .post_json("/identity/v3/auth/tokens", &request)
        .await;
    let client = app
        .anonymous()
        .header("x-auth-token", token.header("x-subject-token"));
    (
        client,
        format!("{path}/{}", made["id"].as_str().expect("an id")),
    )
}

/// What can end while an import is under way.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ending {
    User,
    Role,
    Project,
    Credential,
    /// A token ends, which takes no rights from its user.
    Token,
}

both_databases! {
    async fn a_file_in_a_form_does_not_become_an_image_of_whom_was_shut_out(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, admin) = (app.user("alice").await, app.admin().await);
        let page = sign_in(&app, "alice").await;
        let (send, body) = slow_body();
        let form = page.header("content-type", "multipart/form-data; boundary=x");
        let sending = tokio::spawn(async move { form.send("POST", "/fn/upload_image", body).await });
        let head = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"disk.raw\"\r\n\r\n";
        send.unbounded_send(Ok(head.into())).expect("it is read");
        send.unbounded_send(Ok(noise(3 << 20).into())).expect("it is read");
        sleep(Duration::from_millis(500)).await;
        app.fixtures.identity.set_enabled(&alice.person().caller.user, false).await.expect("disabled");
        sleep(A_LOOK).await;
        let _ = send.unbounded_send(Ok(noise(3 << 20).into()));
        let _ = send.unbounded_send(Ok("\r\n--x--\r\n".into()));
        drop(send);
        let answer = sending.await.expect("ends");
        assert!(!answer.header("location").ends_with("/images"), "it did not say that it was uploaded: {}", answer.header("location"));
        let owner = &alice.person().caller.project;
        let list = admin.get(&format!("/image/v2/images?owner={owner}")).await.json();
        assert_eq!(list["images"], json!([]));
    }

    async fn entering_another_project_does_not_end_an_upload_under_way(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let there = bob.person().caller.project.clone();
        app.fixtures.identity.assign(&alice.person().caller.user, &there, Role::Member).await.expect("a role");
        let page = sign_in(&app, "alice").await;
        let (place, image) = begin(&page).await;
        let (status, cookies) = interrupted(&page, &place, async || {
            let entered = page.post_form("/fn/enter_project", &format!("project={there}&to=")).await;
            assert_eq!(entered.status, 302, "{}", entered.text());
        })
        .await;
        assert_eq!((status, cookies.as_str()), (204, ""));
        assert_eq!(alice.get(&format!("/image/v2/images/{image}")).await.json()["status"], "active");
    }

    async fn an_upload_under_way_ends_with_the_session_or_its_user(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for disable in [false, true] {
            let page = sign_in(&app, "alice").await;
            let (place, image) = begin(&page).await;
            let (status, _) = interrupted(&page, &place, async || {
                if disable {
                    app.fixtures.identity.set_enabled(&alice.person().caller.user, false).await.expect("disabled");
                } else {
                    assert_eq!(page.post_form("/fn/sign_out", "").await.status, 302);
                }
            })
            .await;
            assert_eq!(status, 401, "disabled: {disable}");
            let admin = app.admin_called(&format!("admin{disable}")).await;
            assert_ne!(admin.get(&format!("/image/v2/images/{image}")).await.json()["status"], "active");
        }
    }

    async fn a_download_under_way_ends_with_whoever_asked_for_it(db: TestDb) {
        use Ending::{Credential, Project, Role as LostRole, Token, User};
        let cases = [User, LostRole, Project, Credential, Token];
        let mut servers = Vec::new();
        for _ in cases {
            servers.push(web().await.0);
        }
        let allow: Vec<String> = servers.iter().map(ToString::to_string).collect();
        let app = TestApp::with(db, &[("VITRINE_IMPORT_ALLOW", &allow.join(","))]).await;
        let admin = app.admin().await;
        for (ending, server) in cases.into_iter().zip(servers) {
            let who = app.user(&format!("{ending:?}").to_lowercase()).await;
            let caller = who.person().caller.clone();
            let (program, credential) = program(&app, &who).await;
            let by = if ending == Credential { &program } else { &who };
            let image = by.image("from the web").await;
            // It sends a little, and then nothing.
            let uri = format!("http://{server}/stalls-once.raw");
            let asked = json!({ "method": { "name": "web-download", "uri": uri } });
            assert_eq!(by.import(image, &asked).await.status, 202);
            let registry = app.registry.clone();
            let working = tokio::spawn(async move { registry.system().do_tasks().await });
            let status = async || admin.get(&format!("/image/v2/images/{image}")).await.json()["status"].clone();
            while status().await != "importing" {
                sleep(Duration::from_millis(50)).await;
            }
            let identity = &app.fixtures.identity;
            match ending {
                User => identity.set_enabled(&caller.user, false).await.expect("disabled"),
                LostRole => {
                    let roles = admin.get("/identity/v3/roles?name=member").await.json();
                    let role = roles["roles"][0]["id"].as_str().expect("an id").to_owned();
                    let path = format!("/identity/v3/projects/{}/users/{}/roles/{role}", caller.project, caller.user);
                    assert_eq!(admin.delete(&path).await.status, 204);
                }
                Project => {
                    let off = json!({ "project": { "enabled": false } });
                    let path = format!("/identity/v3/projects/{}", caller.project);
                    assert_eq!(admin.send_json("PATCH", &path, &off).await.status, 200);
                }
                Credential => assert_eq!(who.delete(&credential).await.status, 204),
                Token => {
                    let token = who.value("x-auth-token").to_owned();
                    let revoked = who.clone().header("x-subject-token", &token).delete("/identity/v3/auth/tokens").await;
                    assert_eq!(revoked.status, 204);
                }
            }
            sleep(A_LOOK).await;
            if ending == Token {
                assert_eq!(status().await, "importing", "it goes on");
                working.abort();
                continue;
            }
            let ended = tokio::time::timeout(Duration::from_secs(5), working).await;
            ended.expect("ends by itself").expect("ends").expect("is done");
            assert_eq!(status().await, "queued", "{ending:?}");
            let tasks = admin.get(&format!("/image/v2/images/{image}/tasks")).await.json();
            let message = tasks["tasks"][0]["message"].as_str().unwrap_or_default().to_owned();
            assert!(message.starts_with("whoever asked for the import") || message.contains("upload_image"), "{ending:?}: {message}");
            assert_eq!(tasks["tasks"][0]["status"], "failure");
            assert_ne!(tasks["tasks"][0]["id"], Value::Null);
        }
    }
}
