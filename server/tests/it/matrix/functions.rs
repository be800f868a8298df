//! What is asked about at the endpoints of the dashboard's forms. They are asked with a browser's session, in the name of
//! one's own project, unless the case says otherwise.

mod account;
pub mod admin;
mod images;

use super::{ask::Ask, people::TestUser, stage::Stage, table::Row};
use crate::helpers::Answer;

/// The request at the endpoint of `row`, about something that was made for it.
pub async fn ask(stage: &Stage, row: &Row, who: TestUser) -> Ask {
    let named = match (row.case.as_str(), who) {
        ("in the project's name", _) | (_, TestUser::Anonymous) => &stage.maker,
        _ => stage.person(who),
    };
    let project = &named.person().caller.project;
    let ask = Ask::at(row)
        .with_session(stage, who)
        .to(format!("{}?project={project}", row.path()));
    let endpoint = row.path().trim_start_matches("/fn/");
    if let Some(ask) = images::ask(stage, ask.clone(), endpoint, row).await {
        return ask;
    }
    if let Some(ask) = admin::ask(stage, ask.clone(), endpoint).await {
        return ask;
    }
    let asked = account::ask(stage, ask, endpoint, row, who).await;
    asked.unwrap_or_else(|| panic!("{row}: matrix/functions does not know what this form says"))
}

/// `yes` where it was done, else the status.
pub fn verdict(answer: &Answer) -> String {
    let status = answer.status.as_u16();
    if status >= 400 {
        return status.to_string();
    }
    "yes".to_owned()
}
