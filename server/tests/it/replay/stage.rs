//! Whoever took part in the recording, and what they had.

use std::{collections::BTreeMap, time::Duration};

use axum::body::Body as HttpBody;
use bytes::Bytes;
use futures::{SinkExt, channel::mpsc};
use model::{Password, Role};
use serde_json::{Value, json};
use testkit::{TestDb, noise};
use tokio::task::JoinHandle;

use super::exchange::{Body, Exchange, Prior, written_out};
use crate::helpers::{Answer, TestApp, web};

pub struct Stage {
    app: TestApp,
    /// The server on the web that stands where one stood in the recording.
    web: String,
    /// By the names that the recording has for them.
    tokens: BTreeMap<String, String>,
    ids: BTreeMap<&'static str, String>,
    /// What `{task}` stands for, and `{checksum:…}` and its like stand for.
    learned: BTreeMap<String, String>,
    open: Option<PartialUpload>,
}

/// An upload whose second half is yet to come.
struct PartialUpload {
    n: u32,
    rest: Vec<u8>,
    sender: mpsc::Sender<Result<Bytes, std::io::Error>>,
    answer: JoinHandle<Answer>,
}

/// Who, with which password, in which project, in which roles.
const CAST: [(&str, &str, &str, &[Role]); 5] = [
    ("admin", "adminpass", "admin", &[Role::Admin]),
    ("user1", "userpass", "tenant1", &[Role::Member]),
    ("user2", "userpass", "tenant2", &[Role::Member]),
    ("reader", "userpass", "tenant1", &[Role::Reader]),
    (
        "service",
        "servicepass",
        "service",
        &[Role::Service, Role::Admin],
    ),
];

impl Stage {
    /// The server with this text in its `vitrine.toml`, and everybody in it.
    pub async fn set(db: TestDb, settings: &str) -> Self {
        let web = web().await.0.to_string();
        let settings = format!("import_allow = \"{web}\"\n{settings}");
        let app = TestApp::with_file(db, &settings).await;
        // The recorded deployment had loaded its definition files.
        app.registry.metadefs().ship().await.expect("the catalogue");
        let mut stage = Self {
            app,
            web,
            tokens: BTreeMap::new(),
            ids: BTreeMap::new(),
            learned: BTreeMap::new(),
            open: None,
        };
        let identity = stage.app.fixtures.identity.clone();
        for (name, password, project, roles) in CAST {
            let id = match stage.ids.get(project) {
                Some(id) => id.parse().expect("an id"),
                None => identity.add_project(project).await.expect("a project"),
            };
            let secret = Password::new(password.to_owned()).expect("short enough");
            let user = identity.add_user(name, &secret).await.expect("a user");
            for role in roles {
                identity.assign(&user, &id, *role).await.expect("a role");
            }
            if name == "admin" {
                identity
                    .assign_system(&user, Role::Admin)
                    .await
                    .expect("a role");
            }
            stage.ids.insert(project, id.to_string());
            stage.ids.insert(name, user.to_string());
            let scope = json!({ "project": { "id": id.to_string() } });
            let token = stage.sign_in(name, password, &scope).await;
            stage.tokens.insert(name.to_owned(), token);
            if name == "user1" {
                let token = stage.sign_in(name, password, &scope).await;
                stage.tokens.insert("revoked".to_owned(), token);
            }
        }
        // Whoever asks for no scope is given this project.
        let admin = stage
            .app
            .anonymous()
            .header("x-auth-token", &stage.tokens["admin"]);
        for (user, project) in [("user1", "tenant1"), ("user2", "tenant2")] {
            let body = json!({ "user": { "default_project_id": stage.ids[project] } });
            let answer = admin
                .send_json(
                    "PATCH",
                    &format!("/identity/v3/users/{}", stage.ids[user]),
                    &body,
                )
                .await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        stage
    }

    async fn sign_in(&self, name: &str, password: &str, scope: &Value) -> String {
        let answer = self.app.sign_in(name, password, Some(scope.clone())).await;
        assert_eq!(answer.status, 201, "{name}: {}", answer.text());
        answer.header("x-subject-token").to_owned()
    }

    /// `text` with the ids and tokens of this stage.
    fn ours(&self, text: &str) -> String {
        let mut text = text
            .replace("{store}", "file")
            .replace("127.0.0.1:18099", &self.web);
        for name in ["tenant1", "tenant2", "user1"] {
            text = text.replace(&format!("{{{name}}}"), &self.ids[name]);
        }
        for (name, token) in &self.tokens {
            text = text.replace(&format!("{{token:{name}}}"), token);
        }
        for (name, value) in &self.learned {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// Makes an image that had been there.
    pub async fn place(&mut self, prior: &Prior) {
        let client = self
            .app
            .anonymous()
            .header("x-auth-token", &self.tokens[&prior.who]);
        let made = client.post_json("/image/v2/images", &prior.image).await;
        assert_eq!(made.status, 201, "{}: {}", prior.image, made.text());
        let path = format!(
            "/image/v2/images/{}",
            made.json()["id"].as_str().expect("an id")
        );
        for (endpoint, size) in [("file", prior.bytes), ("stage", prior.stage)] {
            let Some(size) = size else { continue };
            let octets = client
                .clone()
                .header("content-type", "application/octet-stream");
            let sent = octets
                .send("PUT", &format!("{path}/{endpoint}"), noise(size))
                .await;
            assert_eq!(sent.status, 204, "{}: {}", prior.image, sent.text());
        }
        if prior.bytes.is_some() {
            let shown = client.get(&path).await.json();
            for hash in ["checksum", "os_hash_value"] {
                let name = format!("{hash}:{}", prior.image["id"].as_str().expect("an id"));
                self.learned
                    .insert(name, shown[hash].as_str().expect("a hash").to_owned());
            }
        }
        for project in &prior.share {
            let shared = client
                .post_json(
                    &format!("{path}/members"),
                    &json!({ "member": self.ours(project) }),
                )
                .await;
            assert_eq!(shared.status, 200, "{}: {}", prior.image, shared.text());
        }
    }

    /// Does whatever tasks there are.
    pub async fn wait_until_idle(&self) {
        self.app.do_tasks().await;
    }

    /// Asks, and remembers the token that comes, or the id.
    pub async fn ask(&mut self, exchange: &Exchange) -> Answer {
        let answer = match self.open.take() {
            Some(open) if open.n == exchange.n => open.finish().await,
            other => {
                self.open = other;
                self.send(exchange, self.body(exchange)).await
            }
        };
        if let Some(name) = &exchange.token {
            self.tokens
                .insert(name.clone(), answer.header("x-subject-token").to_owned());
        }
        if let Some(name) = &exchange.made {
            let id = answer.json()["id"].as_str().expect("an id").to_owned();
            self.learned.insert(name.clone(), id);
        }
        answer
    }

    /// Sends the first half of an upload, and waits until the image is taking it.
    pub async fn begin(&mut self, upload: &Exchange) {
        if self.open.as_ref().is_some_and(|open| open.n == upload.n) {
            return;
        }
        let mut data = bytes_of(upload);
        let rest = data.split_off(data.len() / 2);
        let (mut sender, receiver) = mpsc::channel(1);
        let (client, method, path) = self.request(upload, Some(data.len() + rest.len()));
        let answer = tokio::spawn(async move {
            client
                .send(&method, &path, HttpBody::from_stream(receiver))
                .await
        });
        sender
            .send(Ok(data.into()))
            .await
            .expect("the upload is read");
        self.open = Some(PartialUpload {
            n: upload.n,
            rest,
            sender,
            answer,
        });
        let (_, path) = upload.ask.split_once(' ').expect("a path");
        let watcher = self
            .app
            .anonymous()
            .header("x-auth-token", &self.tokens["user1"]);
        for _ in 0..200 {
            if watcher.get(path.trim_end_matches("/file")).await.json()["status"] == "saving" {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{} never begins", upload.name);
    }

    async fn send(&self, exchange: &Exchange, body: Vec<u8>) -> Answer {
        let (client, method, path) =
            self.request(exchange, (!exchange.chunked).then_some(body.len()));
        let body = if exchange.chunked {
            HttpBody::from_stream(futures::stream::iter([Ok::<_, std::io::Error>(
                Bytes::from(body),
            )]))
        } else {
            body.into()
        };
        client.send(&method, &path, body).await
    }

    fn request(
        &self,
        exchange: &Exchange,
        length: Option<usize>,
    ) -> (crate::helpers::Client, String, String) {
        let mut client = self.app.anonymous().without("accept");
        if let Some(who) = &exchange.who {
            client = client.header("x-auth-token", &self.tokens[who]);
        }
        for (name, value) in &exchange.headers {
            client = client.header(name, &self.ours(value.as_str().expect("a header")));
        }
        let (method, path) = exchange.ask.split_once(' ').expect("a method and a path");
        if let (Some(length), "POST" | "PUT" | "PATCH") = (length, method) {
            client = client.header("content-length", &length.to_string());
        }
        (client, method.to_owned(), self.ours(path))
    }

    fn body(&self, exchange: &Exchange) -> Vec<u8> {
        match &exchange.body {
            Some(Body::Text(text)) => self.ours(&written_out(text)).into_bytes(),
            Some(_) => bytes_of(exchange),
            None => Vec::new(),
        }
    }
}

impl PartialUpload {
    async fn finish(mut self) -> Answer {
        // An image that was deleted meanwhile takes no more; its answer says so.
        let _ = self.sender.send(Ok(self.rest.into())).await;
        drop(self.sender);
        self.answer.await.expect("an answer")
    }
}

fn bytes_of(exchange: &Exchange) -> Vec<u8> {
    match exchange.body {
        Some(Body::Noise { bytes }) => noise(bytes),
        Some(Body::Qcow2 { qcow2 }) => {
            let mut disk = noise(qcow2);
            disk[..104].fill(0);
            disk[..8].copy_from_slice(b"QFI\xfb\0\0\0\x03");
            disk
        }
        _ => Vec::new(),
    }
}
