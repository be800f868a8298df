use ::metadefs::NewObject;
use axum::{
    Json,
    extract::{RawQuery, State},
};
use http::StatusCode;
use registry::Registry;
use serde_json::Value;

use super::{body, names::Names, params, wire};
use crate::{
    extract::{Buffered, RequireCaller},
    problem::Result,
};

/// Lists the objects of a namespace.
pub async fn list(
    RequireCaller(caller): RequireCaller,
    Names(namespace): Names<String>,
    State(registry): State<Registry>,
    RawQuery(raw): RawQuery,
) -> Result<Json<Value>> {
    let query = params::of_children(&raw.unwrap_or_default())?;
    let objects = registry
        .definitions(&caller)
        .objects(&namespace, &query)
        .await?;
    Ok(Json(wire::objects(&namespace, &objects)))
}

/// Shows an object.
pub async fn show(
    RequireCaller(caller): RequireCaller,
    Names((namespace, name)): Names<(String, String)>,
    State(registry): State<Registry>,
) -> Result<Json<Value>> {
    let object = registry
        .definitions(&caller)
        .object(&namespace, &name)
        .await?;
    Ok(Json(wire::object_of(&namespace, &object)))
}

/// Adds an object: `201`.
pub async fn create(
    RequireCaller(caller): RequireCaller,
    Names(namespace): Names<String>,
    State(registry): State<Registry>,
    Buffered(body): Buffered,
) -> Result<(StatusCode, Json<Value>)> {
    let new: NewObject = body::parse(&body)?;
    let made = registry
        .definitions(&caller)
        .add_object(&namespace, new)
        .await?;
    Ok((
        StatusCode::CREATED,
        Json(wire::object_of(&namespace, &made)),
    ))
}

/// Replaces an object, perhaps under another name.
pub async fn replace(
    RequireCaller(caller): RequireCaller,
    Names((namespace, name)): Names<(String, String)>,
    State(registry): State<Registry>,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let new: NewObject = body::parse(&body)?;
    let definitions = registry.definitions(&caller);
    let replaced = definitions.replace_object(&namespace, &name, new).await?;
    Ok(Json(wire::object_of(&namespace, &replaced)))
}

/// Deletes an object.
pub async fn delete(
    RequireCaller(caller): RequireCaller,
    Names((namespace, name)): Names<(String, String)>,
    State(registry): State<Registry>,
) -> Result<StatusCode> {
    registry
        .definitions(&caller)
        .delete_object(&namespace, &name)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes all objects of a namespace.
pub async fn delete_all(
    RequireCaller(caller): RequireCaller,
    Names(namespace): Names<String>,
    State(registry): State<Registry>,
) -> Result<StatusCode> {
    registry
        .definitions(&caller)
        .delete_objects(&namespace)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
