use std::sync::Arc;

use axum::{extract::State, response::IntoResponse};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::Invalid;
use registry::{NewUpload, Registry};

use super::{
    metadata::Metadata,
    protocol::{LENGTH, METADATA, Tus, number, standing},
};
use crate::{Config, extract::SignedIn, problem::Result};

/// Begins an upload, and makes its image unless it names one: `201`, with its place in `Location`.
pub async fn create(
    SignedIn(caller): SignedIn,
    _: Tus,
    State(registry): State<Registry>,
    State(config): State<Arc<Config>>,
    headers: HeaderMap,
) -> Result<impl IntoResponse> {
    let metadata = headers.get(METADATA).map_or(Ok(""), |value| value.to_str());
    let metadata = metadata.map_err(|_| Invalid::new("upload-metadata", "is not ASCII"))?;
    let Metadata {
        target,
        sha256,
        sha512,
    } = Metadata::parse(metadata)?;
    let new = NewUpload {
        target,
        length: Some(number(&headers, &LENGTH)?),
        sha256,
        sha512,
    };
    let upload = registry.uploads(&caller).begin(&new).await?;
    let mut answer = standing(&upload);
    let place = format!("{}/uploads/{}", config.base_url(&headers), upload.id);
    if let Ok(place) = HeaderValue::from_str(&place) {
        answer.insert(header::LOCATION, place);
    }
    Ok((StatusCode::CREATED, answer))
}
