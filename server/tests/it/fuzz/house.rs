use model::Role;
use serde_json::json;
use server::Door;
use testkit::TestDb;

use super::{browser, dice::Dice, paths::Ids, request::Ask};
use crate::helpers::{Client, TestApp};

/// At which doors.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Apis,
    /// Forms and pages.
    Dashboard,
}

impl Side {
    fn has(self, door: &Door) -> bool {
        let is_of_an_api = ["/image", "/identity", "/uploads", "/api"]
            .iter()
            .any(|api| door.path == *api || door.path.starts_with(&format!("{api}/")));
        is_of_an_api == (self == Self::Apis)
    }
}

/// Somebody who asks: a program with a token, or a browser with a session.
struct Asker {
    client: Client,
    /// A browser's name to sign in with again, should its session have ended.
    name: Option<&'static str>,
    /// The project they work in.
    home: String,
}

/// A house, everybody who asks, and what the paths may name.
pub struct House {
    pub app: TestApp,
    side: Side,
    askers: Vec<Asker>,
    doors: Vec<Door>,
    ids: Ids,
}

impl House {
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
        let mut askers = vec![Asker {
            home: home(&alice),
            client: app.nobody(),
            name: None,
        }];
        for (name, client) in [
            ("admin", admin),
            ("alice", alice),
            ("bob", bob),
            ("reader", reader),
        ] {
            askers.push(Asker {
                home: home(&client),
                client,
                name: (side == Side::Dashboard).then_some(name),
            });
        }
        let doors = app.doors.iter().filter(|door| side.has(door)).cloned();
        let mut house = Self {
            doors: doors.collect(),
            app,
            side,
            askers,
            ids,
        };
        if side == Side::Dashboard {
            house.askers[0].client = browser::of(&house.app);
            for who in 0..house.askers.len() {
                house.sign_in_again(who).await;
            }
        }
        house
    }

    /// Gives somebody's browser a new session, if they may still have one.
    pub async fn sign_in_again(&mut self, who: usize) {
        let asker = &mut self.askers[who];
        if let Some(name) = asker.name
            && let Some(browser) = browser::signed_in(&self.app, name).await
        {
            asker.client = browser;
        }
    }

    /// A request, and the number of who asks.
    pub fn ask(&self, dice: &mut Dice) -> (Ask, usize) {
        let who = dice.below(self.askers.len());
        let ask = match self.side {
            Side::Apis => Ask::any(dice, &self.doors, &self.ids),
            Side::Dashboard => browser::any(dice, &self.doors, &self.askers[who].home, &self.ids),
        };
        (ask, who)
    }

    /// The project in which they work.
    pub fn home(&self, who: usize) -> &str {
        &self.askers[who].home
    }

    /// The paths of the doors of that method.
    pub fn paths(&self, method: &str) -> Vec<String> {
        let doors = self.doors.iter().filter(|door| door.method == method);
        doors.map(|door| door.path.clone()).collect()
    }

    /// The id of something that the door of that name is for.
    pub fn one_of(&self, door: &str) -> String {
        let [project, user] = [0, 1].map(|at| self.ids.others[at].clone());
        match door {
            door if door.contains("image") => self.ids.images[0].clone(),
            door if door.contains("user") => user,
            _ => project,
        }
    }

    pub fn client(&self, who: usize) -> &Client {
        &self.askers[who].client
    }
}

/// Puts things into the house; their ids.
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
    ids.others.push(bob.person().caller.project.to_string());
    ids
}
