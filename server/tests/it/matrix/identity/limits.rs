use serde_json::{Value, json};

use super::text;
use crate::matrix::{ask::Ask, stage::Stage, table::Row};

/// About a registered limit, or a project's own beside it. A resource has one of each, so those of the ask before are
/// taken away first.
pub async fn ask(stage: &Stage, ask: Ask, row: &Row) -> Ask {
    for many in ["limits", "registered_limits"] {
        for one in list(stage, many).await {
            let path = format!("/identity/v3/{many}/{}", text(&one["id"]));
            assert_eq!(stage.root.delete(&path).await.status, 204, "{row}");
        }
    }
    let is_registered = row.path().contains("/registered_limits");
    let (registered, own) = (registered(), own(stage));
    if !(is_registered && row.method() == "POST") {
        set(stage, "registered_limits", &registered).await;
    }
    if !is_registered && row.method() != "POST" {
        set(stage, "limits", &own).await;
    }
    let many = if is_registered {
        "registered_limits"
    } else {
        "limits"
    };
    let ask = match row.method() {
        "POST" if is_registered => ask.json(&registered),
        "POST" => ask.json(&own),
        "PATCH" if is_registered => {
            ask.json(&json!({ "registered_limit": { "default_limit": 7 } }))
        }
        "PATCH" => ask.json(&json!({ "limit": { "resource_limit": 7 } })),
        _ => ask,
    };
    match list(stage, many).await.first() {
        Some(one) => ask.of("id", text(&one["id"])),
        None => ask,
    }
}

fn registered() -> Value {
    json!({ "registered_limits": [{ "service_id": "image", "resource_name": "image_count_total", "default_limit": -1 }] })
}

/// A limit of the project of reader, member and admin.
fn own(stage: &Stage) -> Value {
    json!({ "limits": [{
        "service_id": "image", "resource_name": "image_count_total",
        "project_id": stage.maker.person().caller.project, "resource_limit": 1000,
    }] })
}

async fn set(stage: &Stage, many: &str, body: &Value) {
    let path = format!("/identity/v3/{many}");
    let made = stage.root.post_json(&path, body).await;
    assert_eq!(made.status, 201, "{}", made.text());
}

async fn list(stage: &Stage, many: &str) -> Vec<Value> {
    let found = stage.root.get(&format!("/identity/v3/{many}")).await.json();
    found[many].as_array().expect("a list").clone()
}
