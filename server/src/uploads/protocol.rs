use axum::{extract::FromRequestParts, response::IntoResponse};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts};
use model::{ErrorKind, Invalid, OffsetDateTime, Upload};
use time::format_description::well_known::Rfc2822;

use crate::problem::Problem;

pub const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
pub const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub const LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
pub const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
pub const IMAGE: HeaderName = HeaderName::from_static("vitrine-image-id");

/// Says what this server can do.
pub async fn abilities() -> impl IntoResponse {
    let version = HeaderName::from_static("tus-version");
    let extension = HeaderName::from_static("tus-extension");
    (
        StatusCode::NO_CONTENT,
        [
            (RESUMABLE, VERSION),
            (version, VERSION),
            (
                extension,
                HeaderValue::from_static("creation,termination,expiration"),
            ),
        ],
    )
}

/// A request that speaks our version of the protocol; any other is refused with `412`, as tus says.
#[derive(Clone, Copy, Debug)]
pub struct Tus;

impl<S: Sync> FromRequestParts<S> for Tus {
    type Rejection = (StatusCode, [(HeaderName, HeaderValue); 2], &'static str);

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        if parts.headers.get(RESUMABLE) == Some(&VERSION) {
            return Ok(Self);
        }
        let versions = [
            (RESUMABLE, VERSION),
            (HeaderName::from_static("tus-version"), VERSION),
        ];
        Err((
            StatusCode::PRECONDITION_FAILED,
            versions,
            "tus-resumable: this server speaks version 1.0.0\n",
        ))
    }
}

/// The number in a header that must be there.
pub fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Invalid> {
    let value = headers
        .get(name)
        .ok_or_else(|| Invalid::new(name.as_str(), "is missing"))?;
    let number = value.to_str().ok().and_then(|value| value.parse().ok());
    number.ok_or_else(|| Invalid::new(name.as_str(), "is not a number of bytes"))
}

/// Refuses a body that is not what tus says it is.
pub fn check_media(headers: &HeaderMap) -> Result<(), Problem> {
    let media = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if media == "application/offset+octet-stream" {
        return Ok(());
    }
    Err(Problem::new(
        ErrorKind::Unsupported,
        format_args!("content-type: `{media}` is not application/offset+octet-stream"),
    ))
}

/// Where an upload stands, in headers.
pub fn standing(upload: &Upload) -> HeaderMap {
    let mut headers = HeaderMap::from_iter([
        (RESUMABLE, VERSION),
        (OFFSET, upload.offset.into()),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ]);
    if let Some(length) = upload.length {
        headers.insert(LENGTH, length.into());
    }
    if let Ok(image) = HeaderValue::from_str(&upload.image.to_string()) {
        headers.insert(IMAGE, image);
    }
    if let Some(expires) = http_date(upload.expires_at) {
        headers.insert(EXPIRES, expires);
    }
    headers
}

/// A date as RFC 9110 writes it: always in GMT, by that name.
fn http_date(at: OffsetDateTime) -> Option<HeaderValue> {
    let text = at.format(&Rfc2822).ok()?.replace("+0000", "GMT");
    HeaderValue::from_str(&text).ok()
}
