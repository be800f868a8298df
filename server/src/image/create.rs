use std::sync::Arc;

use axum::{Json, extract::State, response::IntoResponse};
use http::{HeaderMap, HeaderName, StatusCode, header};
use model::{ErrorKind, Invalid, NewImage};
use registry::Registry;
use serde_json::{Map, Value};

use super::{
    fields::{check, number, optional, property, text, texts, truth},
    wire,
};
use crate::{
    Config,
    extract::{Buffered, RequireCaller, json_tree},
    problem::{Problem, Result},
};

const STORES: HeaderName = HeaderName::from_static("openstack-image-store-ids");
const METHODS: HeaderName = HeaderName::from_static("openstack-image-import-methods");

/// Makes an image without data: `201`, with its place in `Location`.
pub async fn create(
    RequireCaller(caller): RequireCaller,
    State(registry): State<Registry>,
    State(config): State<Arc<Config>>,
    headers: HeaderMap,
    Buffered(body): Buffered,
) -> Result<impl IntoResponse> {
    let new = parse(&body)?;
    let image = registry.images(&caller).create(&new).await?;
    let place = format!("{}/image/v2/images/{}", config.base_url(&headers), image.id);
    let stores = registry.store_ids().join(",");
    let methods: Vec<&str> = config
        .import_methods
        .iter()
        .map(|method| method.as_str())
        .collect();
    Ok((
        StatusCode::CREATED,
        [
            (header::LOCATION, place),
            (STORES, stores),
            (METHODS, methods.join(",")),
        ],
        Json(wire::image(&image)),
    ))
}

fn parse(body: &[u8]) -> Result<NewImage> {
    match json_tree(body)? {
        Value::Object(fields) => new_image(&fields),
        _ => Err(Invalid("The body is not a JSON object.".to_owned()).into()),
    }
}

/// The image that these fields describe.
pub fn new_image(fields: &Map<String, Value>) -> Result<NewImage> {
    let mut new = NewImage::default();
    for (name, value) in fields {
        field(&mut new, name, value)?;
    }
    if new.properties.len() > NewImage::MOST {
        let most = NewImage::MOST;
        return Err(Problem::new(
            ErrorKind::TooLarge,
            format_args!("An image has at most {most} properties."),
        ));
    }
    Ok(new)
}

fn field(new: &mut NewImage, name: &str, value: &Value) -> Result<()> {
    check(name)?;
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
            for tag in texts(name, value)? {
                new.tag(tag)?;
            }
        }
        "owner" => new.owner = optional(name, value)?.map(str::parse).transpose()?,
        name => new.property(name, property(name, value)?)?,
    }
    Ok(())
}
