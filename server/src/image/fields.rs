//! The fields of an image as JSON brings them: which a client may set, and what each one takes.

pub use model::property::BASE;
use model::{ErrorKind, Invalid, property};
use serde_json::Value;

use crate::problem::Problem;

/// Refuses what a client may not set.
pub fn check(name: &str) -> Result<(), Problem> {
    let Some(why) = property::forbidden_field(name) else {
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
