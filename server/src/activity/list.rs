use axum::{
    Json,
    extract::{RawQuery, State},
};
use registry::Registry;
use serde_json::{Value, json};

use super::{params::parse, wire};
use crate::{extract::RequireCaller, problem::Result};

/// Lists what was done, newest first, a page at a time.
pub async fn list(
    RequireCaller(caller): RequireCaller,
    State(registry): State<Registry>,
    RawQuery(raw): RawQuery,
) -> Result<Json<Value>> {
    let asked = parse(&raw.unwrap_or_default(), &caller)?;
    let page = registry.activity(&caller).list(&asked.query).await?;
    let events: Vec<Value> = page.items.iter().map(wire::event).collect();
    let mut answer = json!({ "activity": events });
    if let Some(next) = page.next {
        let kept = match &*asked.kept {
            "" => String::new(),
            kept => format!("{kept}&"),
        };
        answer["next"] = json!(format!("/api/v1/activity?{kept}marker={next}"));
    }
    Ok(Json(answer))
}
