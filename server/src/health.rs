use axum::{Json, extract::State};
use model::ErrorKind;
use registry::Registry;
use serde_json::{Value, json};

use crate::problem::{Problem, Result};

/// Says that the process answers.
pub async fn live() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Says whether database and default store answer: `200`, or `503` with what does not.
pub async fn ready(State(registry): State<Registry>) -> Result<Json<Value>> {
    match registry.system().probe().await {
        Ok(()) => Ok(Json(json!({ "status": "ready" }))),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            Err(Problem::new(
                ErrorKind::Unavailable,
                "The database or the default store does not answer.",
            ))
        }
    }
}
