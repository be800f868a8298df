use std::sync::Arc;

use axum::{Json, extract::State, response::IntoResponse};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, StatusCode, header};
use model::{Caller, ErrorKind, Invalid, NewImage};
use registry::Registry;
use serde_json::{Map, Value};

use super::wire;
use crate::{
    Config,
    extract::SignedIn,
    problem::{Problem, Result},
};

const STORES: HeaderName = HeaderName::from_static("openstack-image-store-ids");

/// Set by the server alone.
const READ_ONLY: [&str; 11] = [
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
];

/// Words that no property may be named by.
const RESERVED: [&str; 5] = ["schema", "stores", "location", "deleted", "deleted_at"];

/// Makes an image without data: `201`, with its place in `Location`.
pub async fn create(
    SignedIn(caller): SignedIn,
    State(registry): State<Registry>,
    State(config): State<Arc<Config>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<impl IntoResponse> {
    let new = parse(&caller, &body)?;
    let image = registry.images(&caller).create(&new).await?;
    let place = format!("{}/image/v2/images/{}", config.base_url(&headers), image.id);
    let stores = registry.store_ids().join(",");
    Ok((
        StatusCode::CREATED,
        [(header::LOCATION, place), (STORES, stores)],
        Json(wire::image(&image)),
    ))
}

fn parse(caller: &Caller, body: &[u8]) -> Result<NewImage> {
    let fields: Map<String, Value> = serde_json::from_slice(body).map_err(|error| {
        Problem::new(
            ErrorKind::Invalid,
            format_args!("The body is not a JSON object: {error}"),
        )
    })?;
    let mut new = NewImage::default();
    for (name, value) in &fields {
        field(&mut new, caller, name, value)?;
    }
    if new.tags.len() > NewImage::MOST || new.properties.len() > NewImage::MOST {
        let most = NewImage::MOST;
        return Err(Problem::new(
            ErrorKind::TooLarge,
            format_args!("An image has at most {most} tags and {most} properties."),
        ));
    }
    Ok(new)
}

fn field(new: &mut NewImage, caller: &Caller, name: &str, value: &Value) -> Result<()> {
    match name {
        "id" => new.id = Some(text(name, value)?.parse()?),
        "name" => new.name = optional(name, value)?.map(str::parse).transpose()?,
        "visibility" => new.visibility = text(name, value)?.parse()?,
        "protected" => new.protected = truth(name, value)?,
        "os_hidden" => new.hidden = truth(name, value)?,
        "disk_format" => new.disk_format = optional(name, value)?.map(str::parse).transpose()?,
        "container_format" => {
            new.container_format = optional(name, value)?.map(str::parse).transpose()?;
        }
        "min_disk" => new.min_disk = number(name, value)?,
        "min_ram" => new.min_ram = number(name, value)?,
        "tags" => {
            let tags = value
                .as_array()
                .ok_or_else(|| Invalid::new(name, "is not a list"))?;
            for tag in tags {
                new.tag(text(name, tag)?)?;
            }
        }
        "owner" if optional(name, value)?.is_none_or(|owner| owner == caller.project.as_str()) => {}
        "owner" => {
            return Err(forbidden(
                "You are not permitted to create images owned by another project.",
            ));
        }
        name if READ_ONLY.contains(&name) => {
            return Err(forbidden(&format!("Attribute '{name}' is read-only.")));
        }
        name if RESERVED.contains(&name) || name.starts_with("os_glance") => {
            return Err(forbidden(&format!("Attribute '{name}' is reserved.")));
        }
        name => new.property(name, text(name, value)?)?,
    }
    Ok(())
}

fn forbidden(message: &str) -> Problem {
    Problem::new(ErrorKind::Forbidden, message)
}

fn text<'a>(name: &str, value: &'a Value) -> std::result::Result<&'a str, Invalid> {
    value
        .as_str()
        .ok_or_else(|| Invalid::new(name, "is not a string"))
}

fn optional<'a>(name: &str, value: &'a Value) -> std::result::Result<Option<&'a str>, Invalid> {
    if value.is_null() {
        Ok(None)
    } else {
        text(name, value).map(Some)
    }
}

fn truth(name: &str, value: &Value) -> std::result::Result<bool, Invalid> {
    value
        .as_bool()
        .ok_or_else(|| Invalid::new(name, "is neither true nor false"))
}

fn number(name: &str, value: &Value) -> std::result::Result<i32, Invalid> {
    let number = value
        .as_i64()
        .and_then(|number| i32::try_from(number).ok())
        .filter(|number| *number >= 0);
    number.ok_or_else(|| Invalid::new(name, "is not a whole number from 0 to 2147483647"))
}
