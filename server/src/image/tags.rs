use axum::extract::{Path, State};
use http::StatusCode;
use model::{Change, ImageId};
use registry::Registry;

use super::images::known;
use crate::{extract::RequireCaller, problem::Result};

/// Puts a tag on an image. Once more is no error; the 129th is `413`.
pub async fn add(
    RequireCaller(caller): RequireCaller,
    State(registry): State<Registry>,
    Path((id, tag)): Path<(String, String)>,
) -> Result<StatusCode> {
    let id: ImageId = known(&id)?;
    let change = Change::tag(&tag)?;
    registry.images(&caller).update(id, &[change]).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a tag off an image; `404` if it has no such tag.
pub async fn remove(
    RequireCaller(caller): RequireCaller,
    State(registry): State<Registry>,
    Path((id, tag)): Path<(String, String)>,
) -> Result<StatusCode> {
    let id: ImageId = known(&id)?;
    let change = Change::Untag(tag);
    registry.images(&caller).update(id, &[change]).await?;
    Ok(StatusCode::NO_CONTENT)
}
