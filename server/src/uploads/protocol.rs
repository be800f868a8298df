use axum::{
    extract::{FromRequestParts, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts};
use model::{ErrorKind, Invalid, OffsetDateTime, Upload};
use registry::{Checksum, Registry};
use time::format_description::well_known::Rfc2822;

use crate::{media::media_type, problem::Problem};

const MEDIA: &str = "application/offset+octet-stream";

pub const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
pub const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub const LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
pub const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
pub const IMAGE: HeaderName = HeaderName::from_static("vitrine-image-id");

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
pub const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
pub const DEFER: HeaderName = HeaderName::from_static("upload-defer-length");
const LIMIT: HeaderName = HeaderName::from_static("upload-limit");

/// What of tus is spoken here.
const EXTENSIONS: &str =
    "creation,creation-with-upload,creation-defer-length,checksum,expiration,termination";

/// Says what this server can do, and how much.
pub async fn abilities(State(registry): State<Registry>) -> impl IntoResponse {
    let most = registry.size_cap();
    let name = HeaderName::from_static;
    let mut answer = HeaderMap::from_iter([
        (RESUMABLE, VERSION),
        (name("tus-version"), VERSION),
        (name("tus-extension"), HeaderValue::from_static(EXTENSIONS)),
        (name("tus-max-size"), most.into()),
    ]);
    if let Ok(algorithms) = Checksum::ALGORITHMS.join(",").parse() {
        answer.insert(name("tus-checksum-algorithm"), algorithms);
    }
    limit(&mut answer, &registry);
    (StatusCode::NO_CONTENT, answer)
}

/// Names the limits of an upload in the words of the IETF's draft.
pub fn limit(answer: &mut HeaderMap, registry: &Registry) {
    let (most, life) = (registry.size_cap(), registry.upload_life().as_secs());
    if let Ok(limit) = format!("max-size={most}, max-age={life}").parse() {
        answer.insert(LIMIT, limit);
    }
}

/// Gives every answer the version that tus wants in it, and keeps it out of caches: the offset of an upload, or that it
/// is gone, is true for a moment only.
pub async fn versioned(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    headers.insert(RESUMABLE, VERSION);
    headers.insert(header::CACHE_CONTROL, NO_STORE);
    answer
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
    if_given(headers, name)?.ok_or_else(|| Invalid::new(name.as_str(), "is missing"))
}

/// The number in a header that may be there.
pub fn if_given(headers: &HeaderMap, name: &HeaderName) -> Result<Option<u64>, Invalid> {
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    // Digits only: Rust would read `+1` too.
    let digits = value
        .to_str()
        .ok()
        .filter(|text| text.chars().all(|c| c.is_ascii_digit()));
    let number = digits.and_then(|digits| digits.parse().ok());
    number
        .map(Some)
        .ok_or_else(|| Invalid::new(name.as_str(), "is not a number of bytes"))
}

/// The length of an upload to come; `None` where the client says that it will be known later.
pub fn length(headers: &HeaderMap) -> Result<Option<u64>, Invalid> {
    let length = if_given(headers, &LENGTH)?;
    match (length, headers.get(DEFER)) {
        (Some(_), Some(_)) => Err(Invalid::new(
            "upload-defer-length",
            "is sent together with upload-length; send only one of them",
        )),
        (None, Some(value)) if value == "1" => Ok(None),
        (None, Some(_)) => Err(Invalid::new("upload-defer-length", "is not 1")),
        (None, None) => Err(Invalid::new(
            "upload-length",
            "is missing, and upload-defer-length too",
        )),
        (length, None) => Ok(length),
    }
}

/// Whether a request brings bytes.
pub fn brings_bytes(headers: &HeaderMap) -> bool {
    media_type(headers) == MEDIA
}

/// Refuses a body that is not what tus says it is.
pub fn check_media(headers: &HeaderMap) -> Result<(), Problem> {
    let media = media_type(headers);
    if media == MEDIA {
        return Ok(());
    }
    Err(Problem::new(
        ErrorKind::Unsupported,
        format_args!("content-type: `{media}` is not application/offset+octet-stream"),
    ))
}

/// The offset of an upload, in headers.
pub fn standing(upload: &Upload) -> HeaderMap {
    let mut headers = HeaderMap::from_iter([(RESUMABLE, VERSION), (OFFSET, upload.offset.into())]);
    match upload.length {
        Some(length) => headers.insert(LENGTH, length.into()),
        None => headers.insert(DEFER, HeaderValue::from_static("1")),
    };
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
