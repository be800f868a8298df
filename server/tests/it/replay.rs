//! Recorded exchanges with Glance 33 and Keystone 30, asked again in order, and compared by status, names of headers and shape of the body.
//!
//! `replay/recorded` holds a line for each: what was asked, and what the answer was made of. The making of some images was not
//! recorded; `before.jsonl` tells which were there. Whatever is answered otherwise stands in `replay/deviations.rs`, and what is
//! not asked in `replay/out_of_scope.rs`.

mod by_hand;
mod compare;
mod deviations;
mod exchange;
mod out_of_scope;
mod rows;
mod shape;
mod shown_elsewhere;
mod stage;

use std::collections::BTreeMap;

use testkit::both_databases;

use self::{
    deviations::{EVERYWHERE, OTHERWISE},
    exchange::Exchange,
    out_of_scope::passed_over,
    stage::Stage,
};

/// How the exchanges of this scope are answered: the lines of each that differ.
async fn replay(
    mut stage: Stage,
    asked: &[&Exchange],
    all: &[Exchange],
) -> BTreeMap<u32, Vec<String>> {
    let priors = exchange::priors();
    let (mut priors, mut found) = (priors.iter().peekable(), BTreeMap::new());
    for exchange in asked {
        while let Some(prior) = priors.next_if(|prior| prior.before <= exchange.n) {
            // What was there for a section that is passed over is of no use here.
            let section = all.iter().find(|exchange| exchange.n == prior.before);
            let section = section.map(|exchange| exchange.section.as_str());
            if asked
                .iter()
                .any(|exchange| section == Some(&exchange.section))
            {
                stage.place(prior).await;
            }
        }
        if let Some(upload) = exchange.during {
            let upload = all
                .iter()
                .find(|other| other.n == upload)
                .expect("the upload");
            stage.begin(upload).await;
        }
        if exchange.waits_until_idle() {
            stage.wait_until_idle().await;
        }
        let answer = stage.ask(exchange).await;
        found.insert(exchange.n, compare::differences(exchange, &answer));
    }
    found
}

/// The differences that no exception explains, and the exceptions that explain none.
fn unexplained(found: &BTreeMap<u32, Vec<String>>) -> (Vec<String>, Vec<String>) {
    let everywhere = || {
        EVERYWHERE
            .iter()
            .flat_map(|(_, lines)| lines.iter().copied())
    };
    let explains = |n: u32, line: &str| {
        let here = OTHERWISE
            .iter()
            .filter(|otherwise| otherwise.exchanges.contains(&n));
        here.flat_map(|otherwise| otherwise.differences)
            .any(|start| line.starts_with(start))
    };
    let surprising = found.iter().flat_map(|(n, lines)| {
        let lines = lines.iter().filter(|line| {
            !everywhere().any(|known| known == line.as_str()) && !explains(*n, line)
        });
        lines.map(move |line| format!("{n}: {line}"))
    });
    let idle_everywhere =
        everywhere().filter(|known| !found.values().flatten().any(|line| line == known));
    let idle = OTHERWISE.iter().flat_map(|otherwise| {
        otherwise
            .exchanges
            .iter()
            .flat_map(|n| otherwise.differences.iter().map(move |start| (n, *start)))
    });
    let idle = idle.filter(|(n, start)| {
        !found
            .get(n)
            .is_some_and(|lines| lines.iter().any(|line| line.starts_with(start)))
    });
    let idle = idle.map(|(n, start)| format!("{n}: {start}"));
    (
        surprising.collect(),
        idle_everywhere.map(ToOwned::to_owned).chain(idle).collect(),
    )
}

/// How many there are.
const RECORDED: u32 = 691;
/// The recorded deployment was started again with these, in bytes, for its last section.
const LIMITS: &str = "[quota]\nimage_size_cap = 2000000\nimage_size_total = 3";

both_databases! {
    async fn recorded_exchanges_are_answered_as_glance_and_keystone_did(db: TestDb) {
        let all = exchange::all();
        let numbers: Vec<u32> = all.iter().map(|exchange| exchange.n).collect();
        assert_eq!(numbers, (1..=RECORDED).collect::<Vec<_>>(), "a recording is missing");
        let (over, asked): (Vec<_>, Vec<_>) = all.iter().partition(|exchange| passed_over(exchange));
        let (limited, asked): (Vec<_>, Vec<_>) = asked.into_iter().partition(|exchange| exchange.section == "limits");
        let again = db.another().await;
        let mut found = replay(Stage::set(db, "").await, &asked, &all).await;
        found.extend(replay(Stage::set(again, LIMITS).await, &limited, &all).await);

        let alike = found.values().filter(|lines| lines.iter().all(|line| EVERYWHERE.iter().any(|(_, known)| known.contains(&line.as_str()))));
        println!("{RECORDED} exchanges: {} asked again ({} answered alike), {} of what is not served", found.len(), alike.count(), over.len());
        let (surprising, idle) = unexplained(&found);
        assert_eq!(surprising, Vec::<String>::new(), "answered otherwise, and nobody says why");
        assert_eq!(idle, Vec::<String>::new(), "not answered otherwise any more: take these exceptions away, and their rows in docs/api.md");
        assert_eq!(found.len() + over.len(), all.len());
    }
}
