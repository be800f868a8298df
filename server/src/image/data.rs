use std::sync::Arc;

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use model::{ErrorKind, ImportMethod, Invalid};
use registry::Registry;

use super::{
    range::{content_range, requested},
    reader::{Reader, while_allowed},
};
use crate::{
    Config,
    extract::{ImagePath, Reauthentication, RequireCaller},
    media::media_type,
    problem::{Problem, Result},
    uploads::bytes_of,
};

const STORE: HeaderName = HeaderName::from_static("x-image-meta-store");
const MD5: HeaderName = HeaderName::from_static("content-md5");

/// Downloads the data of an image, or one range of it. `204` while there is none.
pub async fn download(
    RequireCaller(caller): RequireCaller,
    ImagePath(id): ImagePath,
    Reauthentication(reauthenticator): Reauthentication,
    State(registry): State<Registry>,
    State(config): State<Arc<Config>>,
    headers: HeaderMap,
) -> Result<Response> {
    let Some(data) = registry.images(&caller).data(id).await? else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let range = requested(&headers, data.size)?;
    let bytes = data.read(range.clone()).await?;
    let reader = Reader {
        registry,
        image: id,
        caller,
        reauthenticator,
    };
    let bytes = while_allowed(bytes, reader, config.bounds.recheck);
    let body = Body::from_stream(bytes);
    let length = range
        .as_ref()
        .map_or(data.size, |range| range.end - range.start);
    // For browsers, which have a session: Glance sends its clients no such header.
    let by_browser = !headers.contains_key("x-auth-token");
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    headers.insert(header::CONTENT_LENGTH, length.into());
    if let (true, Ok(value)) = (
        by_browser,
        HeaderValue::from_str(&attachment(&data.file_name)),
    ) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    // The whole image's, on a part of it too: so Glance, and clients compare it at the end.
    if let Some(md5) = data
        .checksum
        .and_then(|md5| HeaderValue::from_str(&md5).ok())
    {
        headers.insert(MD5, md5);
    }
    if let Some(range) = range {
        headers.insert(
            header::CONTENT_RANGE,
            content_range(Some(&range), data.size),
        );
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

/// How the header tells a file's name (RFC 6266): in ASCII for old clients, and as it is.
fn attachment(name: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || "-_.+ ".contains(c) {
            c
        } else {
            '_'
        }
    };
    let ascii: String = name.chars().map(plain).collect();
    let real = app::paths::encode(name);
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{real}")
}

/// Takes the whole data of a queued image: `204` when it is active. All of it, or nothing is kept.
pub async fn upload(
    RequireCaller(caller): RequireCaller,
    ImagePath(id): ImagePath,
    Reauthentication(reauthenticator): Reauthentication,
    State(registry): State<Registry>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode> {
    let length = sent(&headers, &registry)?;
    registry
        .uploads(&caller)
        .under(&reauthenticator)
        .put(id, length, bytes_of(body))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the whole data of a queued image and keeps it aside, to be imported: `204` when it is safe, and the image `uploading`.
///
/// `404` where nothing can be imported from there.
pub async fn stage(
    RequireCaller(caller): RequireCaller,
    ImagePath(id): ImagePath,
    Reauthentication(reauthenticator): Reauthentication,
    State(registry): State<Registry>,
    State(config): State<Arc<Config>>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode> {
    if !config.imports_by(ImportMethod::GlanceDirect) {
        let message =
            "Data cannot be staged here: the import method glance-direct is switched off.";
        return Err(Problem::new(ErrorKind::NotFound, message));
    }
    let length = sent(&headers, &registry)?;
    registry
        .uploads(&caller)
        .under(&reauthenticator)
        .stage(id, length, bytes_of(body))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How many bytes will come, where the headers of an image's data tell; other data is refused.
fn sent(headers: &HeaderMap, registry: &Registry) -> Result<Option<u64>> {
    let media = media_type(headers);
    if media != "application/octet-stream" {
        let message = format!("content-type: `{media}` is not application/octet-stream");
        return Err(Problem::new(ErrorKind::Unsupported, message));
    }
    check_store(headers, registry)?;
    Ok(agreed(
        announced(headers, "content-length")?,
        announced(headers, "x-openstack-image-size")?,
    )?)
}

/// The data goes to the default store; another one may be named, but not one that there is not.
fn check_store(headers: &HeaderMap, registry: &Registry) -> std::result::Result<(), Invalid> {
    let Some(named) = headers
        .get(STORE)
        .map(|value| value.to_str().unwrap_or("?"))
    else {
        return Ok(());
    };
    if registry.store_ids().iter().any(|id| id == named) {
        return Ok(());
    }
    Err(Invalid::new(
        STORE.as_str(),
        format!("names `{named}`, and there is no such store"),
    ))
}

fn announced(headers: &HeaderMap, name: &str) -> std::result::Result<Option<u64>, Invalid> {
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    let size = value.to_str().ok().and_then(|value| value.parse().ok());
    size.map(Some)
        .ok_or_else(|| Invalid::new(name, "is not a number of bytes"))
}

/// The one length that both headers tell.
fn agreed(content: Option<u64>, image: Option<u64>) -> std::result::Result<Option<u64>, Invalid> {
    match (content, image) {
        (Some(content), Some(image)) if content != image => {
            let problem = format!("says {image} bytes, and content-length {content}");
            Err(Invalid::new("x-openstack-image-size", problem))
        }
        (content, image) => Ok(content.or(image)),
    }
}
