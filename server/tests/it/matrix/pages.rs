//! What is asked about at the endpoints of pages: those of the project, with a private image of it. They are asked with a
//! browser's session, as people do.

use model::ImageId;
use serde_json::json;

use super::{
    ask::Ask, functions::admin::certificate, metadefs, people::TestUser, stage::Stage, table::Row,
};

/// The request for the page of `row`.
pub async fn ask(stage: &Stage, row: &Row, who: TestUser) -> Ask {
    let project = match (row.case.as_str(), who) {
        // A client without credentials has no project of its own.
        ("of one's own project", TestUser::Anonymous) | ("", _) => &stage.maker,
        ("of one's own project", _) => stage.person(who),
        (case, _) => panic!("{row}: no test covers the case {case}"),
    };
    let ask = Ask::at(row)
        .with_session(stage, who)
        .of("project", &project.person().caller.project);
    if row
        .path()
        .starts_with("/projects/{project}/admin/projects/")
    {
        ask.of("id", &stage.maker.person().caller.project)
    } else if row.path().starts_with("/projects/{project}/admin/users/") {
        ask.of("id", &stage.maker.person().caller.user)
    } else if row.path().contains("/admin/definitions/") {
        ask.of("id", metadefs::namespace(stage, "").await)
    } else if row.path().contains("/admin/certificates/") {
        let project = stage.make("projects", "project", json!({})).await;
        let (id, _) = certificate(stage, project).await;
        ask.of("id", id)
    } else if row.path().contains("{id}") {
        ask.of("id", private(stage).await)
    } else {
        ask
    }
}

async fn private(stage: &Stage) -> ImageId {
    let body = json!({ "name": "ours", "visibility": "private" });
    let made = stage.maker.post_json("/image/v2/images", &body).await;
    made.json()["id"]
        .as_str()
        .expect("an id")
        .parse()
        .expect("a UUID")
}
