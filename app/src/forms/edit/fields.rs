//! How values are written in the fields of the form, and what browsers make of them.

use model::{Invalid, OffsetDateTime};

use crate::shared::paths;

/// A moment as the form carries it.
pub fn micros(at: OffsetDateTime) -> i128 {
    at.unix_timestamp_nanos() / 1000
}

/// And back.
pub fn moment(micros: i64) -> Result<OffsetDateTime, Invalid> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000)
        .map_err(|_| Invalid::new("seen", "is not a time in microseconds since 1970"))
}

/// A tag, or a property's name, as a hidden field carries it: no browser changes it.
pub fn encoded(text: &str) -> String {
    paths::encode(text)
}

/// The field of the digest of a property's value.
pub fn of_property(name: &str) -> String {
    format!("properties.{name}")
}

/// What a browser makes of a text in a field of one line.
pub fn line(text: &str) -> String {
    text.replace(['\r', '\n'], "")
}

/// What a browser makes of a text in a field of several lines, with the line breaks that we keep.
pub fn area(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// And back.
pub(super) fn decoded(field: &str, text: &str) -> Result<String, Invalid> {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    let text = decoded.map_err(|_| Invalid::new(field, "are not what this form was made with"))?;
    Ok(text.into_owned())
}
