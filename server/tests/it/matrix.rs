//! Every door from the program's own list, asked as nobody, a neighbour, a reader, a member and an admin: the verdicts
//! are those of the one policy table, which stands as text in `matrix/table`.
//!
//! A door that the table does not have fails, and so does a row whose door is gone. Each ask is about something made
//! for it alone, so that none feels what another did.

mod ask;
mod image;
mod part;
mod people;
mod policies;
mod stage;
mod table;

use testkit::{TestDb, both_databases};

use self::{part::Part, people::Who, stage::Stage, table::Table};
use crate::helpers::TestApp;

/// Asks at every door of `part` and fails with a sentence for each answer that is not the table's.
async fn walk(db: TestDb, part: Part) {
    let stage = Stage::set(TestApp::new(db).await).await;
    let wrong = differences(&stage, part, &part.table()).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn differences(stage: &Stage, part: Part, table: &Table) -> Vec<String> {
    let mut wrong = table.against(part, &stage.app.doors);
    for row in &table.rows {
        for who in Who::ALL {
            let answer = part
                .ask(stage, row, who)
                .await
                .send(stage.person(who))
                .await;
            let (got, due) = (part.verdict(&answer), row.due(who));
            if got != due {
                wrong.push(format!(
                    "{row}: {who} gets {got}, and {due} is due by table/{}: {}",
                    part.file(),
                    answer.text().chars().take(200).collect::<String>()
                ));
            }
        }
    }
    wrong
}

both_databases! {
    async fn every_door_of_the_image_api_answers_each_as_the_table_says(db: TestDb) {
        walk(db, Part::Image).await;
    }
}
