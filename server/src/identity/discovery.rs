use std::sync::Arc;

use axum::{Json, extract::State, response::IntoResponse};
use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use crate::Config;

/// What a client that knows no version is told, with `300 Multiple Choices`.
pub async fn choices(State(config): State<Arc<Config>>, headers: HeaderMap) -> impl IntoResponse {
    let versions = json!({ "versions": { "values": [v3(&config, &headers)] } });
    let location = format!("{}/identity/v3/", config.base_url(&headers));
    (
        StatusCode::MULTIPLE_CHOICES,
        [(header::LOCATION, location)],
        Json(versions),
    )
}

/// What this version is.
pub async fn version(State(config): State<Arc<Config>>, headers: HeaderMap) -> Json<Value> {
    Json(json!({ "version": v3(&config, &headers) }))
}

pub fn v3(config: &Config, headers: &HeaderMap) -> Value {
    json!({
        "id": "v3.14",
        "status": "stable",
        "updated": "2020-04-07T00:00:00Z",
        "links": [{ "rel": "self", "href": format!("{}/", config.identity_url(headers)) }],
        "media-types": [{ "base": "application/json", "type": "application/vnd.openstack.identity-v3+json" }],
    })
}
