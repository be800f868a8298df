//! The browser's half: files that the binary carries, already compressed.

use std::borrow::Cow;

use app::Assets;
use axum::{
    body::Bytes,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::{Embed, EmbeddedFile};

/// In a release build the files are inside the binary; in a debug build they are read from `target/site`.
#[derive(Embed)]
#[folder = "../target/site"]
struct Files;

/// The names of the three files that a page needs.
#[derive(Clone, Debug)]
pub struct Site {
    pub assets: Assets,
}

impl Site {
    /// Finds the files by their endings: a build puts a hash into their names, `cargo leptos watch` does not.
    pub fn find() -> Self {
        let find = |ending: &str| {
            let is_ours = |path: &str| path.starts_with("pkg/vitrine.") && path.ends_with(ending);
            let path = Files::iter().find(|path| is_ours(path));
            path.map_or_else(
                || format!("/pkg/vitrine{ending}"),
                |path| format!("/{path}"),
            )
        };
        Self {
            assets: Assets {
                js: find(".js"),
                wasm: find(".wasm"),
                css: find(".css"),
            },
        }
    }
}

/// The file at `path`, in the smallest form that the browser takes. `None` if there is no such file.
pub fn file(path: &str, request: &HeaderMap) -> Option<Response> {
    let path = path.trim_start_matches('/');
    // The packed forms are never asked for by name.
    if matches!(path.rsplit('.').next(), Some("br" | "gz")) {
        return None;
    }
    let plain = Files::get(path)?;
    let accepts = request
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let packed = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .find_map(|(coding, ending)| {
            let file = accepts
                .split(',')
                .any(|one| one.trim().starts_with(coding))
                .then(|| Files::get(&format!("{path}{ending}")));
            Some((Some(coding), file??))
        });
    let etag = etag(&plain);
    let (coding, body) = packed.unwrap_or((None, plain));
    let mut response = if request.get(header::IF_NONE_MATCH) == Some(&etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        bytes(body.data).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(content_type(path)),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(caching(path)),
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::ETAG, etag);
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    Some(response)
}

/// What the binary carries is sent from where it is: a copy for each request could fill the memory.
fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => data.into(),
    }
}

fn etag(file: &EmbeddedFile) -> HeaderValue {
    let hash = hex::encode(&file.metadata.sha256_hash()[..16]);
    HeaderValue::from_str(&format!("\"{hash}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// A name with a hash in it means one content for ever.
fn caching(path: &str) -> &'static str {
    let has_hash = path.starts_with("pkg/") && path.split('.').count() > 2;
    if has_hash {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=3600"
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "ico" => "image/x-icon",
        "png" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_binary_carries_is_not_copied() {
        static CARRIED: &[u8] = b"carried";
        assert_eq!(bytes(Cow::Borrowed(CARRIED)).as_ptr(), CARRIED.as_ptr());
        assert_eq!(bytes(Cow::Owned(b"read".to_vec())), "read");
    }
}
