use axum::{body::Body, extract::State, response::IntoResponse};
use http::{HeaderMap, StatusCode, header};
use registry::Registry;

use super::{
    bytes_of,
    protocol::{OFFSET, RESUMABLE, Tus, VERSION, check_media, number, standing},
};
use crate::{
    extract::{SignedIn, UploadPath},
    problem::Result,
};

/// Tells where an upload stands: that many bytes need never be sent again.
pub async fn show(
    SignedIn(caller): SignedIn,
    UploadPath(id): UploadPath,
    _: Tus,
    State(registry): State<Registry>,
) -> Result<impl IntoResponse> {
    let upload = registry.uploads(&caller).get(id).await?;
    Ok((StatusCode::OK, standing(&upload)))
}

/// Adds bytes at an offset: `204` once they are durable, and the image is active if they were the last.
pub async fn append(
    SignedIn(caller): SignedIn,
    UploadPath(id): UploadPath,
    _: Tus,
    State(registry): State<Registry>,
    headers: HeaderMap,
    body: Body,
) -> Result<impl IntoResponse> {
    check_media(&headers)?;
    let offset = number(&headers, &OFFSET)?;
    let size = headers
        .contains_key(header::CONTENT_LENGTH)
        .then(|| number(&headers, &header::CONTENT_LENGTH))
        .transpose()?;
    let upload = registry
        .uploads(&caller)
        .append(id, offset, size, bytes_of(body))
        .await?;
    Ok((StatusCode::NO_CONTENT, standing(&upload)))
}

/// Cancels an upload: `204`. Its bytes go, and its image too if it was made for it.
pub async fn end(
    SignedIn(caller): SignedIn,
    UploadPath(id): UploadPath,
    _: Tus,
    State(registry): State<Registry>,
) -> Result<impl IntoResponse> {
    registry.uploads(&caller).end(id).await?;
    Ok((StatusCode::NO_CONTENT, [(RESUMABLE, VERSION)]))
}
