use axum::{
    body::Body,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::{ErrorKind, UploadId};
use registry::{Chunk, Registry, Uploads};

use super::{
    bytes_of,
    checksum::checksum,
    protocol::{
        LENGTH, METADATA, OFFSET, RESUMABLE, Tus, VERSION, check_media, if_given, limit, number,
        standing,
    },
};
use crate::{
    extract::{Reauthentication, RequireCaller, UploadPath},
    problem::{Problem, Result},
};

/// Answers the offset of an upload: that many bytes need never be sent again.
pub async fn show(
    RequireCaller(caller): RequireCaller,
    UploadPath(id): UploadPath,
    _: Tus,
    State(registry): State<Registry>,
) -> Result<impl IntoResponse> {
    let upload = registry.uploads(&caller).get(id).await?;
    let mut answer = standing(&upload);
    limit(&mut answer, &registry);
    if !upload.metadata.is_empty()
        && let Ok(metadata) = HeaderValue::from_str(&upload.metadata)
    {
        answer.insert(METADATA, metadata);
    }
    Ok((StatusCode::OK, answer))
}

/// Adds bytes at an offset: `204` once they are durable, and the image is active if they were the last.
pub async fn append(
    RequireCaller(caller): RequireCaller,
    UploadPath(id): UploadPath,
    _: Tus,
    Reauthentication(reauthenticator): Reauthentication,
    State(registry): State<Registry>,
    request: Request,
) -> Result<impl IntoResponse> {
    let (parts, body) = request.into_parts();
    let chunk = chunk(&parts.headers, body)?;
    let uploads = registry.uploads(&caller).under(&reauthenticator);
    match uploads.add(id, chunk).await {
        Ok(upload) => Ok((StatusCode::NO_CONTENT, standing(&upload))),
        Err(error) => Err(with_offset(error.into(), uploads, id).await),
    }
}

/// Cancels an upload: `204`. Its bytes go, and its image too if it was made for it.
pub async fn end(
    RequireCaller(caller): RequireCaller,
    UploadPath(id): UploadPath,
    _: Tus,
    State(registry): State<Registry>,
) -> Result<impl IntoResponse> {
    registry.uploads(&caller).end(id).await?;
    Ok((StatusCode::NO_CONTENT, [(RESUMABLE, VERSION)]))
}

/// Does what `X-HTTP-Method-Override` says, for clients between which and us something lets only GET and POST pass.
pub async fn overridden(
    signed_in: RequireCaller,
    path: UploadPath,
    tus: Tus,
    reauthenticator: Reauthentication,
    State(registry): State<Registry>,
    request: Request,
) -> Response {
    let registry = State(registry);
    let method = request.headers().get("x-http-method-override").cloned();
    match method.as_ref().map(HeaderValue::as_bytes) {
        Some(b"PATCH") => append(signed_in, path, tus, reauthenticator, registry, request)
            .await
            .into_response(),
        Some(b"HEAD") => Box::pin(show(signed_in, path, tus, registry)).await.into_response(),
        Some(b"DELETE") => end(signed_in, path, tus, registry).await.into_response(),
        _ => Problem::new(
            ErrorKind::Invalid,
            "x-http-method-override: a POST to an upload needs PATCH, HEAD or DELETE in this header",
        )
        .into_response(),
    }
}

fn chunk(headers: &HeaderMap, body: Body) -> Result<Chunk> {
    check_media(headers)?;
    Ok(Chunk {
        offset: number(headers, &OFFSET)?,
        size: if_given(headers, &header::CONTENT_LENGTH)?,
        length: if_given(headers, &LENGTH)?,
        checksum: checksum(headers)?,
        body: bytes_of(body),
    })
}

/// The same problem, with the offset of the upload if it can continue.
async fn with_offset(problem: Problem, uploads: Uploads<'_>, id: UploadId) -> Problem {
    if problem.headers.iter().any(|(name, _)| *name == OFFSET) {
        return problem;
    }
    match uploads.offset(id).await {
        Some(offset) => problem.with(OFFSET, offset),
        None => problem,
    }
}
