//! What is asked about at the endpoints of resumable uploads: one of a private image that another member of the project
//! began, or whoever asks.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use super::{ask::Ask, people::TestUser, stage::Stage, table::Row};
use crate::helpers::Client;

const MEDIA: &str = "application/offset+octet-stream";

/// The request at the endpoint of `row`, about something that was made for it.
pub async fn ask(stage: &Stage, row: &Row, who: TestUser) -> Ask {
    let ask = Ask::at(row).header("tus-resumable", "1.0.0");
    if row.method() == "OPTIONS" {
        return ask;
    }
    if row.path() == "/uploads" {
        let metadata = match row.case.as_str() {
            "for an image" => format!("image_id {}", STANDARD.encode(queued(stage).await)),
            _ => described(),
        };
        return ask
            .header("upload-length", 4)
            .header("upload-metadata", metadata);
    }
    let by = match who {
        // Neither of them can begin one.
        TestUser::Anonymous | TestUser::Reader => &stage.maker,
        _ if row.case.starts_with("one's own") => stage.person(who),
        _ => &stage.maker,
    };
    let ask = ask.of("id", begun(by).await);
    let (is_bytes, over) = match row.case.as_str() {
        "one's own, as PATCH" => (true, Some("PATCH")),
        "one's own, as HEAD" => (false, Some("HEAD")),
        "one's own, as DELETE" => (false, Some("DELETE")),
        _ => (row.method() == "PATCH", None),
    };
    let ask = match over {
        Some(method) => ask.header("x-http-method-override", method),
        None => ask,
    };
    if is_bytes {
        ask.header("upload-offset", 0).body(MEDIA, "data")
    } else {
        ask
    }
}

/// A private image that has no data yet.
async fn queued(stage: &Stage) -> String {
    let body = json!({ "name": "ours", "disk_format": "raw", "container_format": "bare", "visibility": "private" });
    let made = stage.maker.post_json("/image/v2/images", &body).await;
    made.json()["id"].as_str().expect("an id").to_owned()
}

/// The id of an upload that somebody began.
async fn begun(by: &Client) -> String {
    let maker = by.clone().header("tus-resumable", "1.0.0");
    let maker = maker
        .header("upload-length", "4")
        .header("upload-metadata", &described());
    let answer = maker.send("POST", "/uploads", "").await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let (_, id) = answer.header("location").rsplit_once('/').expect("a place");
    id.to_owned()
}

fn described() -> String {
    [
        ("name", "ours"),
        ("disk_format", "raw"),
        ("container_format", "bare"),
        ("visibility", "private"),
    ]
    .map(|(key, value)| format!("{key} {}", STANDARD.encode(value)))
    .join(",")
}
