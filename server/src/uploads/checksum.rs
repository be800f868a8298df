use base64::{Engine, engine::general_purpose::STANDARD};
use http::HeaderMap;
use model::Invalid;
use registry::Checksum;

use super::protocol::CHECKSUM;

/// What the request's bytes must add up to, if it says so: an algorithm, a space, and the sum in base64.
pub fn checksum(headers: &HeaderMap) -> Result<Option<Checksum>, Invalid> {
    let Some(value) = headers.get(CHECKSUM) else {
        return Ok(None);
    };
    let pair = value.to_str().ok().and_then(|value| value.split_once(' '));
    let (algorithm, sum) = pair
        .ok_or_else(|| Invalid::new("upload-checksum", "is not an algorithm, a space and a sum"))?;
    let sum = STANDARD
        .decode(sum.trim())
        .map_err(|_| Invalid::new("upload-checksum", "is not base64"))?;
    Checksum::new(algorithm, sum).map(Some)
}
