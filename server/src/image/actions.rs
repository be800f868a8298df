use axum::extract::State;
use http::StatusCode;
use registry::Registry;

use crate::{
    extract::{ImagePath, RequireCaller},
    problem::Result,
};

/// Keeps the data of an active image from being downloaded; `403` from any other state but that.
pub async fn deactivate(
    RequireCaller(caller): RequireCaller,
    ImagePath(id): ImagePath,
    State(registry): State<Registry>,
) -> Result<StatusCode> {
    registry.images(&caller).deactivate(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets it be downloaded again.
pub async fn reactivate(
    RequireCaller(caller): RequireCaller,
    ImagePath(id): ImagePath,
    State(registry): State<Registry>,
) -> Result<StatusCode> {
    registry.images(&caller).reactivate(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
