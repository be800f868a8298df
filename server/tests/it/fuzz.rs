//! Nonsense at every door of the APIs: no answer is 5xx, and what is refused changes nothing.
//!
//! The requests come from a seed, so that every finding can be had again. In the tests a few hundred are sent; for longer:
//! `VITRINE_FUZZ_SECONDS=600 cargo test -p server --test it fuzz`, with `VITRINE_FUZZ_SEED` for others than the usual ones.

mod bodies;
mod dice;
mod paths;
mod queries;
mod request;

use std::{
    env,
    time::{Duration, Instant},
};

use model::Role;
use serde_json::json;
use server::Door;
use testkit::TestDb;

use self::{dice::Dice, paths::Ids, request::Ask};
use crate::helpers::{Client, TestApp, Watch};

/// Requests to one house, before there is a new one.
const ROUND: usize = 300;

/// A house, everybody who asks, and what the paths may name.
struct House {
    app: TestApp,
    people: Vec<Client>,
    ids: Ids,
}

impl House {
    async fn new(db: TestDb) -> Self {
        let app = TestApp::new(db).await;
        let (admin, alice, bob) = (
            app.admin().await,
            app.user("alice").await,
            app.user("bob").await,
        );
        let reader = app.colleague(&alice, "reader", Role::Reader).await;
        let mut ids = Ids::default();
        for (client, shared) in [(&alice, true), (&alice, false), (&bob, true)] {
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
            let body = json!({ kind: { "name": "victim", "password": "victim-victim", "enabled": kind != "domain" } });
            let made = admin
                .post_json(&format!("/identity/v3/{collection}"), &body)
                .await;
            assert_eq!(made.status, 201, "{}", made.text());
            ids.others
                .push(made.json()[kind]["id"].as_str().expect("an id").to_owned());
        }
        ids.others.push(bob.person().caller.project.to_string());
        Self {
            people: vec![app.nobody(), admin, alice, bob, reader],
            app,
            ids,
        }
    }
}

/// Sends `enough` requests, or goes on for as long as `VITRINE_FUZZ_SECONDS` says, and tells what was found.
async fn fuzz(mut fresh: impl AsyncFnMut() -> TestDb, seed: u64, enough: usize) {
    let number = |name: &str| {
        env::var(name)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    let until =
        number("VITRINE_FUZZ_SECONDS").map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let seed = number("VITRINE_FUZZ_SEED").unwrap_or(seed);
    let mut dice = Dice::new(seed);
    let (mut sent, mut refused, mut findings) = (0, 0, Vec::new());
    while findings.len() < 20 && until.map_or(sent < enough, |until| Instant::now() < until) {
        let house = House::new(fresh().await).await;
        let doors: Vec<Door> = house
            .app
            .doors
            .iter()
            .filter(|door| is_of_an_api(door))
            .cloned()
            .collect();
        let watch = Watch::new(&house.app.db);
        let mut before = watch.see().await;
        for _ in 0..ROUND {
            let ask = Ask::any(&mut dice, &doors, &house.ids);
            let who = dice.below(house.people.len());
            let Some(answer) = ask.send(&house.people[who]).await else {
                continue;
            };
            sent += 1;
            let after = watch.see().await;
            let status = answer.status.as_u16();
            if status >= 500 && status != 507 {
                findings.push(format!("{status} to {ask} by {who}: {}", answer.text()));
            } else if status >= 400 {
                refused += 1;
                for table in Watch::changed(&before, &after) {
                    if !ask.may_leave_traces() {
                        findings.push(format!(
                            "{status} to {ask} by {who}, and {table} has changed: {}",
                            answer.text()
                        ));
                    }
                }
            }
            before = after;
        }
    }
    println!(
        "seed {seed}: {sent} requests, {refused} refused, {} findings",
        findings.len()
    );
    assert!(sent > 100 && refused > 100, "nothing much was sent");
    assert!(findings.is_empty(), "seed {seed}:\n{}", findings.join("\n"));
}

fn is_of_an_api(door: &Door) -> bool {
    ["/image", "/identity", "/uploads"]
        .iter()
        .any(|api| door.path == *api || door.path.starts_with(&format!("{api}/")))
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_is_refused_and_changes_nothing_on_sqlite() {
    fuzz(TestDb::sqlite, 20_251_125, 600).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_is_refused_and_changes_nothing_on_postgres() {
    fuzz(TestDb::postgres, 20_261_125, 600).await;
}
