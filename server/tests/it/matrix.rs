//! Every endpoint from the program's own list, requested without credentials and as a member of another project, a
//! reader, a member and an admin: the verdicts are those of the one policy table, which is the text in `matrix/table`.
//! A refused request leaves the database as it was.
//!
//! An endpoint that the table does not have fails, and so does a row whose endpoint is gone. Each request is about
//! something made for it alone, so that none depends on another.

mod activity;
mod ask;
mod certificates;
mod functions;
mod identity;
mod image;
mod metadefs;
mod pages;
mod part;
mod people;
mod policies;
mod stage;
mod table;
mod uploads;

use std::collections::BTreeMap;

use testkit::{TestDb, both_databases};

use self::{
    part::Part,
    people::TestUser,
    stage::Stage,
    table::{Overridden, Table},
};
use crate::helpers::{ChangeWatcher, TestApp};

/// Asks at every endpoint of `part` and fails with a sentence for each answer that is not the table's.
async fn walk(db: TestDb, part: Part) {
    let stage = Stage::set(TestApp::new(db).await).await;
    let wrong = Box::pin(differences(&stage, part, &part.table(), true)).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where an answer is not the table's or, if `traces` are looked for, a refusal left something behind, in sentences.
async fn differences(stage: &Stage, part: Part, table: &Table, traces: bool) -> Vec<String> {
    let mut wrong = table.against(part, &stage.app.endpoints);
    let watch = ChangeWatcher::new(&stage.app.db).await;
    for row in &table.rows {
        for who in TestUser::ALL {
            let ask = part.ask(stage, row, who).await;
            let due = row.due(who);
            let before = if traces && is_refusal(due) {
                watch.see().await
            } else {
                BTreeMap::new()
            };
            let answer = ask.send(stage.person(who)).await;
            let got = part.verdict(&answer);
            if got != due {
                let text: String = answer.text().chars().take(200).collect();
                let file = part.file();
                wrong.push(format!(
                    "{row}: {who} gets {got}, and {due} is due by table/{file}: {text}"
                ));
            } else if traces && is_refusal(due) {
                let mut left = ChangeWatcher::changed(&before, &watch.see().await);
                // That a session was used is noted, whatever it was used for.
                left.retain(|table| table != "sign_in");
                // So is a failed sign-in, in the background: that may be one of a row before.
                if left.iter().any(|table| table == "activity")
                    && notes_a_failed_sign_in(stage).await
                {
                    left.retain(|table| table != "activity");
                }
                wrong.extend(
                    left.iter()
                        .map(|table| format!("{row}: {who} is refused, and {table} has changed")),
                );
            }
        }
    }
    wrong
}

/// Whether the latest entry of activity is a failed sign-in.
async fn notes_a_failed_sign_in(stage: &Stage) -> bool {
    let sql = "select action from activity order by id desc limit 1";
    let latest = stage.app.db.db.scalar_optional(db::query(sql)).await;
    let latest: Option<String> = latest.expect("an answer");
    latest.as_deref() == Some("session.refuse")
}

fn is_refusal(verdict: &str) -> bool {
    verdict.starts_with('4') || verdict == "sign-in"
}

both_databases! {
    async fn every_endpoint_of_the_image_api_answers_each_as_the_table_says(db: TestDb) {
        Box::pin(walk(db, Part::Image)).await;
    }

    async fn every_endpoint_of_the_identity_api_answers_each_as_the_table_says(db: TestDb) {
        Box::pin(walk(db, Part::Identity)).await;
    }

    async fn every_endpoint_of_uploads_answers_each_as_the_table_says(db: TestDb) {
        Box::pin(walk(db, Part::Uploads)).await;
    }

    async fn every_endpoint_of_activity_answers_each_as_the_table_says(db: TestDb) {
        Box::pin(walk(db, Part::Activity)).await;
    }

    async fn every_endpoint_of_certificates_answers_each_as_the_table_says(db: TestDb) {
        Box::pin(walk(db, Part::Certificates)).await;
    }

    async fn every_page_answers_each_as_the_table_says(db: TestDb) {
        Box::pin(walk(db, Part::Pages)).await;
    }

    async fn every_form_answers_each_as_the_table_says(db: TestDb) {
        Box::pin(walk(db, Part::Functions)).await;
    }

    async fn rules_of_the_operators_change_their_rows_and_no_other(db: TestDb) {
        let own = Overridden::read(include_str!("matrix/table/overridden.txt"));
        let mut wrong = own.idle(&Part::ALL.map(Part::table));
        let stage = Stage::set(TestApp::with_file(db, &own.rules).await).await;
        // The Identity API asks no policies.
        for part in [Part::Image, Part::Uploads, Part::Activity, Part::Pages, Part::Functions] {
            let table = own.applied_to(part.table());
            wrong.extend(Box::pin(differences(&stage, part, &table, false)).await);
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
