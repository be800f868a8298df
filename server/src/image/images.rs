use axum::{Json, extract::State};
use http::StatusCode;
use registry::Registry;
use serde_json::Value;

use super::wire;
use crate::{
    extract::{ImagePath, SignedIn},
    problem::Result,
};

/// Shows an image. One that is not yours to see is as none: `404`.
pub async fn show(
    SignedIn(caller): SignedIn,
    ImagePath(id): ImagePath,
    State(registry): State<Registry>,
) -> Result<Json<Value>> {
    let image = registry.images(&caller).get(id).await?;
    Ok(Json(wire::image(&image)))
}

/// Deletes an image and its data. A protected one stays: `403`.
pub async fn delete(
    SignedIn(caller): SignedIn,
    ImagePath(id): ImagePath,
    State(registry): State<Registry>,
) -> Result<StatusCode> {
    registry.images(&caller).delete(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
