//! The fields of an image as JSON brings them: which a client may set, and what each one takes.

use model::{ErrorKind, Invalid};
use serde_json::Value;

use crate::problem::Problem;

/// Set by the server alone.
const READ_ONLY: [&str; 12] = [
    "status",
    "size",
    "virtual_size",
    "checksum",
    "os_hash_algo",
    "os_hash_value",
    "created_at",
    "updated_at",
    "direct_url",
    "self",
    "file",
    "schema",
];

/// Words that no property may be named by.
const RESERVED: [&str; 5] = ["stores", "location", "locations", "deleted", "deleted_at"];

/// Fields that every image has, so that none of them can be taken away.
pub const BASE: [&str; 11] = [
    "id",
    "name",
    "visibility",
    "owner",
    "protected",
    "os_hidden",
    "disk_format",
    "container_format",
    "min_disk",
    "min_ram",
    "tags",
];

/// Whether a property's name is one that the server gives, in any case: some clients compare without case.
fn is_of_server(name: &str) -> bool {
    name.get(..9)
        .is_some_and(|begin| begin.eq_ignore_ascii_case("os_glance"))
}

/// Refuses what a client may not set.
pub fn check(name: &str) -> Result<(), Problem> {
    let why = if READ_ONLY.contains(&name) {
        "read-only"
    } else if RESERVED.contains(&name) || is_of_server(name) {
        "reserved"
    } else {
        return Ok(());
    };
    Err(Problem::new(
        ErrorKind::Forbidden,
        format_args!("Attribute '{name}' is {why}."),
    ))
}

pub fn text<'a>(name: &str, value: &'a Value) -> Result<&'a str, Invalid> {
    value
        .as_str()
        .ok_or_else(|| Invalid::new(name, "is not a string"))
}

/// The value of a property of the owner's own.
pub fn property<'a>(name: &str, value: &'a Value) -> Result<&'a str, Invalid> {
    if name == "properties" && !value.is_string() {
        return Err(Invalid::new(
            name,
            "is not a string: send the properties of an image as fields beside its name, not as an object of their own",
        ));
    }
    text(name, value)
}

pub fn optional<'a>(name: &str, value: &'a Value) -> Result<Option<&'a str>, Invalid> {
    if value.is_null() {
        Ok(None)
    } else {
        text(name, value).map(Some)
    }
}

pub fn texts<'a>(name: &str, value: &'a Value) -> Result<Vec<&'a str>, Invalid> {
    let list = value
        .as_array()
        .ok_or_else(|| Invalid::new(name, "is not a list"))?;
    list.iter().map(|item| text(name, item)).collect()
}

pub fn truth(name: &str, value: &Value) -> Result<bool, Invalid> {
    value
        .as_bool()
        .ok_or_else(|| Invalid::new(name, "is neither true nor false"))
}

pub fn number(name: &str, value: &Value) -> Result<i32, Invalid> {
    let number = value
        .as_i64()
        .and_then(|number| i32::try_from(number).ok())
        .filter(|number| *number >= 0);
    number.ok_or_else(|| Invalid::new(name, "is not a whole number from 0 to 2147483647"))
}
