use std::sync::Arc;

use axum::{Json, extract::State, response::IntoResponse, routing::any};
use http::{HeaderMap, Method, StatusCode};
use model::ErrorKind;
use serde_json::json;

use super::discovery::v3;
use crate::{Config, endpoints::Endpoints, problem::Problem};

/// The endpoints below `/identity` where the cloud's own Keystone knows who somebody is: they show the way to it, and do nothing
/// else. There is no second identity beside it.
pub fn identity_redirect() -> Endpoints {
    let mut endpoints = Endpoints::below("/identity")
        .endpoint(&Method::GET, "", redirect_to_keystone)
        .endpoint(&Method::GET, "/", redirect_to_keystone)
        .endpoint(&Method::GET, "/v3", redirect_to_keystone)
        .endpoint(&Method::GET, "/v3/", redirect_to_keystone);
    endpoints.router = endpoints
        .router
        .route("/identity/{*rest}", any(not_served_here));
    endpoints
}

/// Names Keystone's address, with `300 Multiple Choices`. Who reads it goes there; clients that do not are told by `not_served_here`.
async fn redirect_to_keystone(
    State(config): State<Arc<Config>>,
    headers: HeaderMap,
) -> impl IntoResponse {
    let versions = json!({ "versions": { "values": [v3(&config, &headers)] } });
    (StatusCode::MULTIPLE_CHOICES, Json(versions))
}

/// Says in a sentence where to go.
async fn not_served_here(State(config): State<Arc<Config>>, headers: HeaderMap) -> Problem {
    let place = config.identity_url(&headers);
    Problem::new(
        ErrorKind::NotFound,
        format_args!(
            "Identity is not served here. Keystone, at {place}, gives out tokens and knows users and projects."
        ),
    )
}
