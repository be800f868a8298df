//! How a client asks for changes: both of Glance's patch formats, as changes of the model. Pure.

mod operation;
mod pointer;

use http::{HeaderMap, HeaderName, HeaderValue};
use model::{Change, Condition, ErrorKind, Invalid, NewImage};
use serde_json::Value;

use self::operation::{Operation, Verb};
use super::fields::{BASE, check, number, optional, property, text, texts, truth};
use crate::{
    extract::json_tree,
    media::media_type,
    problem::{Problem, Result},
};

/// The two formats, as `Accept-Patch` lists them.
pub const FORMATS: &str =
    "application/openstack-images-v2.0-json-patch, application/openstack-images-v2.1-json-patch";

/// How operations are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The fourth draft of JSON Patch: `{"add": "/path", "value": …}`.
    Draft4,
    /// RFC 6902, of which `add`, `replace` and `remove` are taken: `{"op": "add", "path": "/path", "value": …}`.
    Final,
}

impl Format {
    /// The format that `Content-Type` names; `415` with the two that are taken otherwise.
    pub fn named(headers: &HeaderMap) -> Result<Self> {
        let media = media_type(headers);
        match media.as_str() {
            "application/openstack-images-v2.0-json-patch" => Ok(Self::Draft4),
            "application/openstack-images-v2.1-json-patch" => Ok(Self::Final),
            _ => Err(Problem::new(
                ErrorKind::Unsupported,
                format_args!("content-type: `{media}` is not one of {FORMATS}"),
            )
            .with(
                HeaderName::from_static("accept-patch"),
                HeaderValue::from_static(FORMATS),
            )),
        }
    }
}

/// Reads the changes that a body asks for.
pub fn parse(format: Format, body: &[u8]) -> Result<Vec<Change>> {
    let list = json_tree(body)?;
    let list = list
        .as_array()
        .ok_or_else(|| Invalid("The body is not a list of operations.".to_owned()))?;
    list.iter()
        .map(|item| change(format, &Operation::read(format, item)?))
        .collect()
}

fn change(format: Format, operation: &Operation<'_>) -> Result<Change> {
    let name = operation.name.as_str();
    check(name)?;
    if name == "id" {
        return Err(Problem::new(
            ErrorKind::Forbidden,
            "Attribute 'id' is read-only.",
        ));
    }
    let Some(value) = operation.value else {
        return remove(name);
    };
    // Glance holds `add` to its word in the older format only.
    if format == Format::Draft4 && operation.verb == Verb::Add && BASE.contains(&name) {
        return Err(Problem::new(
            ErrorKind::Conflict,
            format_args!("Every image has a property `{name}` already."),
        ));
    }
    Ok(match name {
        "name" => Change::Name(optional(name, value)?.map(str::parse).transpose()?),
        "visibility" => Change::Visibility(text(name, value)?.parse()?),
        "owner" => Change::Owner(text(name, value)?.parse()?),
        "protected" => Change::Protected(truth(name, value)?),
        "os_hidden" => Change::Hidden(truth(name, value)?),
        "disk_format" => Change::DiskFormat(optional(name, value)?.map(str::parse).transpose()?),
        "container_format" => {
            Change::ContainerFormat(optional(name, value)?.map(str::parse).transpose()?)
        }
        "min_disk" => Change::MinDisk(number(name, value)?),
        "min_ram" => Change::MinRam(number(name, value)?),
        "tags" => Change::Tags(tags(value)?),
        _ => {
            let condition = match (operation.verb, format) {
                (Verb::Replace, _) => Condition::Present,
                (_, Format::Draft4) => Condition::Absent,
                (_, Format::Final) => Condition::Always,
            };
            Change::property(name, property(name, value)?, condition)?
        }
    })
}

fn remove(name: &str) -> Result<Change> {
    if BASE.contains(&name) {
        return Err(Problem::new(
            ErrorKind::Forbidden,
            format_args!("Every image has a property `{name}`; it cannot be removed."),
        ));
    }
    Ok(Change::RemoveProperty(name.to_owned()))
}

fn tags(value: &Value) -> Result<Vec<String>> {
    let mut scratch = NewImage::default();
    for tag in texts("tags", value)? {
        scratch.tag(tag)?;
    }
    Ok(scratch.tags)
}

#[cfg(test)]
mod tests;
