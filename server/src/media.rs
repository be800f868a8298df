use http::{HeaderMap, header};

/// The media type that a request names, without parameters and in small letters: `application/octet-stream; charset=binary`
/// is `application/octet-stream`. Empty where there is none.
pub fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE);
    let text = value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}
