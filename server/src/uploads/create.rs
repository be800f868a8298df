use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    response::IntoResponse,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::{ErrorKind, Invalid};
use registry::{Chunk, NewUpload, Registry};

use super::{
    bytes_of,
    checksum::checksum,
    metadata::Metadata,
    protocol::{METADATA, Tus, brings_bytes, if_given, length, limit, standing},
};
use crate::{
    Config,
    extract::{Reauthentication, RequireCaller},
    problem::{Problem, Result},
};

/// Bytes of `Upload-Metadata`, which is kept word for word while its upload is open: a name and some fifty tags.
const METADATA_MOST: usize = 16 << 10;

/// Begins an upload, and makes its image unless it names one: `201`, with its place in `Location`.
///
/// Bytes that come with it are its first. If they are refused there is no upload.
pub async fn create(
    RequireCaller(caller): RequireCaller,
    _: Tus,
    Reauthentication(reauthenticator): Reauthentication,
    State(registry): State<Registry>,
    State(config): State<Arc<Config>>,
    request: Request,
) -> Result<impl IntoResponse> {
    let (parts, body) = request.into_parts();
    let new = asked(&parts.headers)?;
    let chunk = first(&parts.headers, body)?;
    let uploads = registry.uploads(&caller).under(&reauthenticator);
    let upload = match chunk {
        Some(chunk) => uploads.create(&new, chunk).await?,
        None => uploads.begin(&new).await?,
    };
    let mut answer = standing(&upload);
    limit(&mut answer, &registry);
    let place = format!("{}/uploads/{}", config.base_url(&parts.headers), upload.id);
    if let Ok(place) = HeaderValue::from_str(&place) {
        answer.insert(header::LOCATION, place);
    }
    Ok((StatusCode::CREATED, answer))
}

fn asked(headers: &HeaderMap) -> Result<NewUpload> {
    let metadata = headers.get(METADATA).map_or(Ok(""), |value| value.to_str());
    let metadata = metadata.map_err(|_| Invalid::new("upload-metadata", "is not ASCII"))?;
    if metadata.len() > METADATA_MOST {
        let why = format!("upload-metadata is longer than {METADATA_MOST} bytes");
        return Err(Problem::new(ErrorKind::TooLarge, why));
    }
    let Metadata {
        target,
        sha256,
        sha512,
    } = Metadata::parse(metadata)?;
    Ok(NewUpload {
        target,
        length: length(headers)?,
        sha256,
        sha512,
        metadata: metadata.to_owned(),
    })
}

/// The bytes that come with the creation, if any do.
fn first(headers: &HeaderMap, body: Body) -> std::result::Result<Option<Chunk>, Invalid> {
    let checksum = checksum(headers)?;
    if !brings_bytes(headers) {
        return Ok(None);
    }
    Ok(Some(Chunk {
        size: if_given(headers, &header::CONTENT_LENGTH)?,
        checksum,
        ..Chunk::at(0, bytes_of(body))
    }))
}
