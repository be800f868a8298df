use model::Role;
use serde_json::json;
use server::Endpoint;
use testkit::{KeyKind, OpenSsl, TestDb};

use super::{browser, paths::Ids, request::Ask, rng::Rng};
use crate::helpers::{Client, TestApp};

/// At which endpoints.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Apis,
    /// Forms and pages.
    Dashboard,
}

impl Side {
    fn has(self, endpoint: &Endpoint) -> bool {
        let is_of_an_api = ["/image", "/identity", "/uploads", "/api"]
            .iter()
            .any(|api| endpoint.path == *api || endpoint.path.starts_with(&format!("{api}/")));
        is_of_an_api == (self == Self::Apis)
    }
}

/// Somebody who asks: a program with a token, or a browser with a session.
struct Requester {
    client: Client,
    /// A browser's name to sign in with again, should its session have ended.
    name: Option<&'static str>,
    /// The project they work in.
    home: String,
}

/// A server, everybody who asks, and what the paths may name.
pub struct FuzzTarget {
    pub app: TestApp,
    side: Side,
    requesters: Vec<Requester>,
    endpoints: Vec<Endpoint>,
    ids: Ids,
}

impl FuzzTarget {
    /// The number of the admin among who asks.
    pub const ADMIN: usize = 1;

    pub async fn new(db: TestDb, side: Side) -> Self {
        let app = TestApp::new(db).await;
        let (admin, alice, bob) = (
            app.admin().await,
            app.user("alice").await,
            app.user("bob").await,
        );
        let reader = app.colleague(&alice, "reader", Role::Reader).await;
        let ids = furnish(&admin, &alice, &bob).await;
        let home = |client: &Client| client.person().caller.project.to_string();
        let mut requesters = vec![Requester {
            home: home(&alice),
            client: app.anonymous(),
            name: None,
        }];
        for (name, client) in [
            ("admin", admin),
            ("alice", alice),
            ("bob", bob),
            ("reader", reader),
        ] {
            requesters.push(Requester {
                home: home(&client),
                client,
                name: (side == Side::Dashboard).then_some(name),
            });
        }
        let endpoints = app
            .endpoints
            .iter()
            .filter(|endpoint| side.has(endpoint))
            .cloned();
        let mut target = Self {
            endpoints: endpoints.collect(),
            app,
            side,
            requesters,
            ids,
        };
        if side == Side::Dashboard {
            target.requesters[0].client = browser::of(&target.app);
            for who in 0..target.requesters.len() {
                target.sign_in_again(who).await;
            }
        }
        target
    }

    /// Gives somebody's browser a new session, if they may still have one.
    pub async fn sign_in_again(&mut self, who: usize) {
        let requester = &mut self.requesters[who];
        if let Some(name) = requester.name
            && let Some(browser) = browser::signed_in(&self.app, name).await
        {
            requester.client = browser;
        }
    }

    /// A request, and the number of who asks.
    pub fn ask(&self, rng: &mut Rng) -> (Ask, usize) {
        let who = rng.below(self.requesters.len());
        let ask = match self.side {
            Side::Apis => Ask::any(rng, &self.endpoints, &self.ids),
            Side::Dashboard => {
                browser::any(rng, &self.endpoints, &self.requesters[who].home, &self.ids)
            }
        };
        (ask, who)
    }

    /// The project in which they work.
    pub fn home(&self, who: usize) -> &str {
        &self.requesters[who].home
    }

    /// The paths of the endpoints of that method.
    pub fn paths(&self, method: &str) -> Vec<String> {
        let endpoints = self
            .endpoints
            .iter()
            .filter(|endpoint| endpoint.method == method);
        endpoints.map(|endpoint| endpoint.path.clone()).collect()
    }

    /// The id of something that the endpoint of that name is for.
    pub fn one_of(&self, endpoint: &str) -> String {
        let [project, user] = [0, 1].map(|at| self.ids.others[at].clone());
        match endpoint {
            endpoint if endpoint.contains("image") => self.ids.images[0].clone(),
            endpoint if endpoint.contains("user") => user,
            _ => project,
        }
    }

    pub fn client(&self, who: usize) -> &Client {
        &self.requesters[who].client
    }
}

/// Puts things into the server; their ids.
async fn furnish(admin: &Client, alice: &Client, bob: &Client) -> Ids {
    let mut ids = Ids::default();
    for (client, shared) in [(alice, true), (alice, false), (bob, true)] {
        let image = client.active("there", b"data").await;
        if shared {
            let member = json!({ "member": admin.person().caller.project });
            client
                .post_json(&format!("/image/v2/images/{image}/members"), &member)
                .await;
        }
        ids.images.push(image.to_string());
    }
    ids.images.push(alice.image("queued").await.to_string());
    for (collection, kind) in [
        ("projects", "project"),
        ("users", "user"),
        ("domains", "domain"),
        ("roles", "role"),
    ] {
        let body = json!({ kind: { "name": "victim", "password": "seven-green-cats", "enabled": kind != "domain" } });
        let made = admin
            .post_json(&format!("/identity/v3/{collection}"), &body)
            .await;
        assert_eq!(made.status, 201, "{}", made.text());
        ids.others
            .push(made.json()[kind]["id"].as_str().expect("an id").to_owned());
    }
    let namespace = json!({
        "namespace": "Paint", "visibility": "public", "properties": { "colour": { "title": "Colour", "type": "string" } },
        "objects": [{ "name": "paint" }], "tags": [{ "name": "paint" }], "resource_type_associations": [{ "name": "OS::Glance::Image", "prefix": "hw_" }],
    });
    let made = admin
        .post_json("/image/v2/metadefs/namespaces", &namespace)
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let signer = OpenSsl::default().self_signed(KeyKind::Ed25519, "signer");
    let made = admin
        .post_json(
            "/api/v1/certificates",
            &json!({ "certificate": signer.pem }),
        )
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let certificate = made.json()["id"].as_str().expect("an id").to_owned();
    ids.others.push(certificate);
    ids.others.push(bob.person().caller.project.to_string());
    ids
}
