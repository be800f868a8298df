use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, RawQuery, State},
    response::IntoResponse,
};
use form_urlencoded::{Serializer, parse as pairs};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::{Direction, ErrorKind, Invalid, NewImage, TaskId, TaskKind};
use registry::{NewTask, Registry, TaskQuery, TaskSort};
use serde_json::{Value, json};

use super::{create::new_image, wire};
use crate::{
    Config,
    extract::{Buffered, ImagePath, RequireCaller, json_tree},
    middleware::RequestId,
    problem::{Problem, Result},
    requesters::Grounds,
};

/// Lists the tasks of an image, newest first.
pub async fn of_image(
    RequireCaller(caller): RequireCaller,
    ImagePath(id): ImagePath,
    State(registry): State<Registry>,
) -> Result<Json<Value>> {
    let tasks = registry.tasks(&caller).of_image(id).await?;
    let tasks: Vec<Value> = tasks.iter().map(wire::image_task).collect();
    Ok(Json(json!({ "tasks": tasks })))
}

/// Lists tasks, newest first unless asked otherwise. For admins.
pub async fn list(
    RequireCaller(caller): RequireCaller,
    State(registry): State<Registry>,
    RawQuery(raw): RawQuery,
) -> Result<Json<Value>> {
    let (query, kept) = parse(&raw.unwrap_or_default())?;
    let page = registry.tasks(&caller).list(&query).await?;
    Ok(Json(wire::tasks(&page, &kept)))
}

/// Shows a task. For admins.
pub async fn show(
    RequireCaller(caller): RequireCaller,
    Path(id): Path<String>,
    State(registry): State<Registry>,
) -> Result<Json<Value>> {
    let task = registry.tasks(&caller).get(known(&id)?).await?;
    Ok(Json(wire::task(&task)))
}

/// Begins a task that makes an image out of what an address holds: `201`. For admins.
pub async fn create(
    RequireCaller(caller): RequireCaller,
    State(registry): State<Registry>,
    State(config): State<Arc<Config>>,
    Extension(RequestId(request)): Extension<RequestId>,
    Grounds(grounds): Grounds,
    headers: HeaderMap,
    Buffered(body): Buffered,
) -> Result<impl IntoResponse> {
    let tasks = registry.tasks(&caller);
    tasks.may(model::Policy::AddTask)?;
    let (input, image, uri) = asked(&body)?;
    let new = NewTask {
        image,
        uri,
        input,
        request,
        grounds,
    };
    let task = tasks.begin(&new).await?;
    let place = format!("{}/image/v2/tasks/{}", config.base_url(&headers), task.id);
    Ok((
        StatusCode::CREATED,
        [(header::LOCATION, place)],
        Json(wire::task(&task)),
    ))
}

fn asked(body: &[u8]) -> Result<(Value, NewImage, String)> {
    let asked = json_tree(body)?;
    let kind = asked.get("type").and_then(Value::as_str);
    let kind = kind.ok_or_else(|| Invalid::new("type", "is missing, or is no string"))?;
    match kind.parse()? {
        TaskKind::Import => {}
        TaskKind::ImageImport | TaskKind::LocationImport | TaskKind::Other(_) => {
            let why = format_args!("`{kind}` is begun at the image that it is for");
            return Err(Invalid::new("type", why).into());
        }
    }
    let input = asked.get("input").and_then(Value::as_object);
    let input = input.ok_or_else(|| Invalid::new("input", "is missing, or is no object"))?;
    let text = |name: &str| {
        let text = input.get(name).and_then(Value::as_str);
        text.ok_or_else(|| Invalid::new(&format!("input.{name}"), "is missing, or is no string"))
    };
    let (uri, format) = (text("import_from")?, text("import_from_format")?);
    let properties = input.get("image_properties").and_then(Value::as_object);
    let mut properties = properties
        .ok_or_else(|| Invalid::new("input.image_properties", "is missing, or is no object"))?
        .clone();
    properties
        .entry("disk_format")
        .or_insert_with(|| json!(format));
    properties
        .entry("container_format")
        .or_insert_with(|| json!("bare"));
    let image = new_image(&properties)?;
    if image.disk_format.is_none_or(|have| have.as_str() != format) {
        let why = "is another format than the image's; nothing is converted here";
        return Err(Invalid::new("input.import_from_format", why).into());
    }
    // Nothing else of it is kept: it would count in no quota.
    let kept = json!({ "import_from": uri, "import_from_format": format, "image_properties": input["image_properties"] });
    Ok((kept, image, uri.to_owned()))
}

/// Tasks go by themselves: `405`, as in Glance.
pub async fn delete(RequireCaller(_): RequireCaller) -> Problem {
    let message = "A task cannot be deleted; it goes by itself, two days after its end.";
    Problem::new(ErrorKind::Invalid, message)
        .with_status(StatusCode::METHOD_NOT_ALLOWED)
        .with(header::ALLOW, HeaderValue::from_static("GET"))
}

/// The id in the path. What is not an id names no task.
fn known(text: &str) -> Result<TaskId> {
    text.parse()
        .map_err(|_| Problem::new(ErrorKind::NotFound, format_args!("no task {text}")))
}

/// What a list was asked for, and the words in which its links ask for the same.
fn parse(raw: &str) -> std::result::Result<(TaskQuery, String), Invalid> {
    let mut query = TaskQuery::default();
    let mut kept = Serializer::new(String::new());
    for (name, value) in pairs(raw.as_bytes()) {
        if name != "marker" {
            kept.append_pair(&name, &value);
        }
        match &*name {
            "limit" => query.limit = Some(super::query::limit(&value)?),
            "marker" => {
                let unknown = |_| Invalid::new("marker", format_args!("names no task: {value}"));
                query.marker = Some(value.parse().map_err(unknown)?);
            }
            "type" => query.kind = Some(value.parse()?),
            "status" => query.status = Some(value.parse()?),
            "sort_key" => query.sort = sort(&value)?,
            "sort_dir" => query.direction = Some(direction(&value)?),
            _ => {}
        }
    }
    Ok((query, kept.finish()))
}

fn sort(value: &str) -> std::result::Result<TaskSort, Invalid> {
    match value {
        "id" => Ok(TaskSort::Id),
        "type" => Ok(TaskSort::Kind),
        "status" => Ok(TaskSort::Status),
        "created_at" => Ok(TaskSort::CreatedAt),
        "updated_at" => Ok(TaskSort::UpdatedAt),
        _ => Err(Invalid::new(
            "sort_key",
            format_args!("`{value}` is not one of id, type, status, created_at, updated_at"),
        )),
    }
}

fn direction(value: &str) -> std::result::Result<Direction, Invalid> {
    match value {
        "asc" => Ok(Direction::Ascending),
        "desc" => Ok(Direction::Descending),
        _ => Err(Invalid::new(
            "sort_dir",
            format_args!("`{value}` is neither asc nor desc"),
        )),
    }
}
