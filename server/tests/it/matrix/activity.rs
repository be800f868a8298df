//! What is asked about at the endpoints of activity: the project of reader, member and admin, and a private image of it.

use serde_json::json;

use super::{ask::Ask, stage::Stage, table::Row};

/// The request at the endpoint of `row`.
pub async fn ask(stage: &Stage, row: &Row) -> Ask {
    let query = match row.case.as_str() {
        "" => String::new(),
        "of all" => "scope=all".to_owned(),
        "of the project" => format!("owner={}", stage.maker.person().caller.project),
        "of an image" => {
            let body = json!({ "name": "ours", "visibility": "private" });
            let made = stage.maker.post_json("/image/v2/images", &body).await;
            format!("image={}", made.json()["id"].as_str().expect("an id"))
        }
        case => panic!("{row}: no test covers the case {case}"),
    };
    Ask::at(row).to(format!("{}?{query}", row.path()))
}
