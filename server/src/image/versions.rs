use axum::{Json, extract::State, response::IntoResponse};
use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};
use std::sync::Arc;

use crate::{Config, extract::RequireCaller};

/// The minor versions whose calls are served; newest first, the newest current.
///
/// glanceclient asks for the tasks of an image only where 2.12 is listed; 2.13 is the use of quotas. What is missing between belongs
/// to several stores, what is missing above to the cache and to locations.
const MINORS: [u8; 11] = [13, 12, 9, 7, 6, 5, 4, 3, 2, 1, 0];

/// What a client that knows no version is told: the list, with `300 Multiple Choices`.
pub async fn choices(State(config): State<Arc<Config>>, headers: HeaderMap) -> impl IntoResponse {
    (
        StatusCode::MULTIPLE_CHOICES,
        Json(versions(&config, &headers)),
    )
}

/// The versions that are served.
pub async fn list(State(config): State<Arc<Config>>, headers: HeaderMap) -> Json<Value> {
    Json(versions(&config, &headers))
}

/// Sends whoever asks for `/v2` to `/v2/`, as Glance does.
pub async fn root(
    RequireCaller(_): RequireCaller,
    State(config): State<Arc<Config>>,
    headers: HeaderMap,
) -> impl IntoResponse {
    (
        StatusCode::FOUND,
        [(
            header::LOCATION,
            format!("{}/image/v2/", config.base_url(&headers)),
        )],
    )
}

/// Says that the API answers.
pub async fn healthcheck() -> Json<Value> {
    Json(json!({ "detailed": false, "reasons": ["OK"] }))
}

fn versions(config: &Config, headers: &HeaderMap) -> Value {
    let href = format!("{}/image/v2/", config.base_url(headers));
    let version = |minor: &u8| {
        let status = if *minor == MINORS[0] {
            "CURRENT"
        } else {
            "SUPPORTED"
        };
        json!({ "id": format!("v2.{minor}"), "status": status, "links": [{ "rel": "self", "href": href }] })
    };
    json!({ "versions": MINORS.iter().map(version).collect::<Vec<_>>() })
}
