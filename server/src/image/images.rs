use axum::{Json, extract::State};
use http::{HeaderMap, StatusCode};
use model::{ErrorKind, ImageId};
use registry::Registry;
use serde_json::Value;

use super::{
    patch::{self, Format},
    wire,
};
use crate::{
    extract::{Buffered, ImagePath, RequireCaller},
    problem::{Problem, Result},
};

/// Shows an image. One that is not yours to see is as none: `404`.
pub async fn show(
    RequireCaller(caller): RequireCaller,
    ImagePath(id): ImagePath,
    State(registry): State<Registry>,
) -> Result<Json<Value>> {
    let image = registry.images(&caller).get(id).await?;
    Ok(Json(wire::image(&image)))
}

/// Changes an image: all of the operations, or none. Read-only and reserved fields are `403`, a missing property `409`.
pub async fn update(
    RequireCaller(caller): RequireCaller,
    ImagePath(id): ImagePath,
    State(registry): State<Registry>,
    headers: HeaderMap,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let changes = patch::parse(Format::named(&headers)?, &body)?;
    let image = registry.images(&caller).update(id, &changes).await?;
    Ok(Json(wire::image(&image)))
}

/// Deletes an image and its data. A protected one stays: `403`.
pub async fn delete(
    RequireCaller(caller): RequireCaller,
    ImagePath(id): ImagePath,
    State(registry): State<Registry>,
) -> Result<StatusCode> {
    registry.images(&caller).delete(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The id in a path with more than one name. What is not an id names no image.
pub fn known(text: &str) -> Result<ImageId> {
    let nowhere = |_| {
        Problem::new(
            ErrorKind::NotFound,
            format_args!("No image found with ID {text}"),
        )
    };
    text.parse().map_err(nowhere)
}
