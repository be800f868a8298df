//! Malformed requests to every endpoint: no answer is 5xx, and what is refused changes nothing.
//!
//! The requests come from a seed, so that every finding can be had again. In the tests a few hundred are sent; for longer:
//! `VITRINE_FUZZ_SECONDS=600 cargo test -p server --test it fuzz`, with `VITRINE_FUZZ_SEED` for others than the usual ones.

mod bodies;
mod browser;
mod certificates;
mod definitions;
mod everywhere;
mod forms;
mod paths;
mod queries;
mod request;
mod rng;
mod target;

use std::{
    collections::BTreeMap,
    env,
    time::{Duration, Instant},
};

use testkit::{TestDb, both_databases};

use self::{
    request::Ask,
    rng::Rng,
    target::{FuzzTarget, Side},
};
use crate::helpers::{Answer, ChangeWatcher};

/// Requests to one server, before there is a new one.
const ROUND: usize = 300;

/// Sends `enough` requests, or goes on for as long as `VITRINE_FUZZ_SECONDS` says, and tells what was found.
async fn fuzz(mut fresh: impl AsyncFnMut() -> TestDb, side: Side, seed: u64, enough: usize) {
    let number = |name: &str| {
        env::var(name)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    let until =
        number("VITRINE_FUZZ_SECONDS").map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let seed = number("VITRINE_FUZZ_SEED").unwrap_or(seed);
    let mut rng = Rng::new(seed);
    let mut tally = Tally::default();
    while tally.findings.len() < 20
        && until.map_or(tally.sent < enough, |until| Instant::now() < until)
    {
        round(fresh().await, side, &mut rng, &mut tally).await;
    }
    let Tally {
        sent,
        refused,
        statuses,
        findings,
    } = tally;
    println!(
        "seed {seed}: {sent} requests, {refused} refused, {} findings; {statuses:?}",
        findings.len()
    );
    assert!(sent > 100 && refused > 100, "nothing much was sent");
    assert!(findings.is_empty(), "seed {seed}:\n{}", findings.join("\n"));
}

/// Sends requests to a server of their own.
async fn round(db: TestDb, side: Side, rng: &mut Rng, tally: &mut Tally) {
    let mut target = FuzzTarget::new(db, side).await;
    let watch = ChangeWatcher::new(&target.app.db).await;
    let mut before = watch.see().await;
    for _ in 0..ROUND {
        let (ask, who) = target.ask(rng);
        let Some(answer) = ask.send(target.client(who)).await else {
            continue;
        };
        let after = watch.see().await;
        tally.add(&ask, who, &answer, &ChangeWatcher::changed(&before, &after));
        before = if browser::is_shown_the_way_in(&answer) {
            target.sign_in_again(who).await;
            watch.see().await
        } else {
            after
        };
    }
}

/// What came of it so far.
#[derive(Default)]
struct Tally {
    sent: usize,
    refused: usize,
    statuses: BTreeMap<u16, usize>,
    findings: Vec<String>,
}

impl Tally {
    /// What `who` asked was answered so, and those tables have changed.
    fn add(&mut self, ask: &Ask, who: usize, answer: &Answer, changed: &[String]) {
        let status = answer.status.as_u16();
        self.sent += 1;
        *self.statuses.entry(status).or_default() += 1;
        let said = || format!("{status} to {ask} by {who}: {}", answer.text());
        if (status >= 500 && status != 507) || browser::hides_a_failure(answer) {
            self.findings.push(said());
        } else if status >= 400 || browser::is_sent_back(answer) {
            self.refused += 1;
            let changed = changed.iter().filter(|table| !ask.may_change(table));
            self.findings
                .extend(changed.map(|table| format!("{table} has changed; {}", said())));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_requests_are_refused_and_change_nothing_on_sqlite() {
    fuzz(TestDb::sqlite, Side::Apis, 20_251_125, 600).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_requests_are_refused_and_change_nothing_on_postgres() {
    fuzz(TestDb::postgres, Side::Apis, 20_261_125, 600).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_forms_and_addresses_are_refused_and_change_nothing_on_sqlite() {
    fuzz(TestDb::sqlite, Side::Dashboard, 20_251_129, 600).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_forms_and_addresses_are_refused_and_change_nothing_on_postgres() {
    fuzz(TestDb::postgres, Side::Dashboard, 20_261_129, 600).await;
}

both_databases! {
    async fn what_the_database_cannot_keep_is_refused_in_every_field(db: TestDb) {
        everywhere::nul(db).await;
    }
}
