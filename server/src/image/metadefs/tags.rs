use ::metadefs::{NewTag, NewTags};
use axum::{
    Json,
    extract::{RawQuery, State},
};
use http::{HeaderMap, StatusCode};
use registry::Registry;
use serde_json::{Value, json};

use super::{body, names::Names, params, wire};
use crate::{
    extract::{Buffered, RequireCaller},
    problem::Result,
};

/// Whether new tags come beside those that are there.
const APPEND: &str = "x-openstack-append";

/// Lists the tags of a namespace.
pub async fn list(
    RequireCaller(caller): RequireCaller,
    Names(namespace): Names<String>,
    State(registry): State<Registry>,
    RawQuery(raw): RawQuery,
) -> Result<Json<Value>> {
    let query = params::of_children(&raw.unwrap_or_default())?;
    let tags = registry
        .definitions(&caller)
        .tags(&namespace, &query)
        .await?;
    Ok(Json(wire::tags(&tags)))
}

/// Shows a tag.
pub async fn show(
    RequireCaller(caller): RequireCaller,
    Names((namespace, name)): Names<(String, String)>,
    State(registry): State<Registry>,
) -> Result<Json<Value>> {
    let tag = registry.definitions(&caller).tag(&namespace, &name).await?;
    Ok(Json(wire::tag(&tag)))
}

/// Adds a tag: `201`.
pub async fn create(
    RequireCaller(caller): RequireCaller,
    Names((namespace, name)): Names<(String, String)>,
    State(registry): State<Registry>,
) -> Result<(StatusCode, Json<Value>)> {
    let name = body::name(&name)?;
    let made = registry
        .definitions(&caller)
        .add_tag(&namespace, name)
        .await?;
    Ok((StatusCode::CREATED, Json(wire::tag(&made))))
}

/// Adds tags: `201`. They replace those that are there, unless `X-Openstack-Append: true` says otherwise.
pub async fn create_all(
    RequireCaller(caller): RequireCaller,
    Names(namespace): Names<String>,
    State(registry): State<Registry>,
    headers: HeaderMap,
    Buffered(body): Buffered,
) -> Result<(StatusCode, Json<Value>)> {
    let new: NewTags = body::parse(&body)?;
    let append = headers.get(APPEND).and_then(|value| value.to_str().ok());
    let append = append.is_some_and(is_true);
    let definitions = registry.definitions(&caller);
    definitions.add_tags(&namespace, &new, append).await?;
    Ok((StatusCode::CREATED, Json(json!({ "tags": new.tags }))))
}

/// The words that OpenStack takes for true.
fn is_true(word: &str) -> bool {
    let word = word.trim().to_ascii_lowercase();
    ["1", "t", "true", "on", "y", "yes"].contains(&word.as_str())
}

/// Renames a tag: `{"name": "…"}`.
pub async fn replace(
    RequireCaller(caller): RequireCaller,
    Names((namespace, name)): Names<(String, String)>,
    State(registry): State<Registry>,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let NewTag { name: new } = body::parse(&body)?;
    let definitions = registry.definitions(&caller);
    let renamed = definitions.rename_tag(&namespace, &name, &new).await?;
    Ok(Json(wire::tag(&renamed)))
}

/// Deletes a tag.
pub async fn delete(
    RequireCaller(caller): RequireCaller,
    Names((namespace, name)): Names<(String, String)>,
    State(registry): State<Registry>,
) -> Result<StatusCode> {
    registry
        .definitions(&caller)
        .delete_tag(&namespace, &name)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes all tags of a namespace.
pub async fn delete_all(
    RequireCaller(caller): RequireCaller,
    Names(namespace): Names<String>,
    State(registry): State<Registry>,
) -> Result<StatusCode> {
    registry
        .definitions(&caller)
        .delete_tags(&namespace)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
