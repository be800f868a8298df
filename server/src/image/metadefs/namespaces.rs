use std::sync::Arc;

use ::metadefs::{NamespaceChange, NewNamespace};
use axum::{
    Json,
    extract::{RawQuery, State},
    response::IntoResponse,
};
use http::{HeaderMap, StatusCode, header};
use registry::Registry;
use serde_json::Value;

use super::{body, names::Names, params, wire};
use crate::{
    Config,
    extract::{Buffered, RequireCaller},
    problem::Result,
};

/// Lists the namespaces that the caller may see, newest first unless asked otherwise, each with the types of resources that it is for.
pub async fn list(
    RequireCaller(caller): RequireCaller,
    State(registry): State<Registry>,
    RawQuery(raw): RawQuery,
) -> Result<Json<Value>> {
    let (query, kept) = params::of_namespaces(&raw.unwrap_or_default())?;
    let page = registry.definitions(&caller).namespaces(&query).await?;
    Ok(Json(wire::namespaces(&page, &kept)))
}

/// Makes a namespace with what it holds: `201`.
pub async fn create(
    RequireCaller(caller): RequireCaller,
    State(registry): State<Registry>,
    State(config): State<Arc<Config>>,
    headers: HeaderMap,
    Buffered(body): Buffered,
) -> Result<impl IntoResponse> {
    let new: NewNamespace = body::parse(&body)?;
    let made = registry.definitions(&caller).create(&new).await?;
    let path = percent_encoding::utf8_percent_encode(new.namespace.as_str(), SEGMENT);
    let place = format!(
        "{}/image/v2/metadefs/namespaces/{path}",
        config.base_url(&headers)
    );
    let answer = Json(wire::made(&made, &new));
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], answer))
}

/// What stands as it is in a segment of a path: what a URL allows there, as Glance writes it.
const SEGMENT: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b':')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Shows a namespace with what it holds. With `resource_type` the names of properties are those on such a resource.
pub async fn show(
    RequireCaller(caller): RequireCaller,
    Names(name): Names<String>,
    State(registry): State<Registry>,
    RawQuery(raw): RawQuery,
) -> Result<Json<Value>> {
    let resource_type = params::resource_type(&raw.unwrap_or_default())?;
    let definitions = registry.definitions(&caller);
    let content = definitions.content(&name, resource_type.as_deref()).await?;
    Ok(Json(wire::content(&content)))
}

/// Replaces the fields of a namespace; what it holds stays.
pub async fn replace(
    RequireCaller(caller): RequireCaller,
    Names(name): Names<String>,
    State(registry): State<Registry>,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let change: NamespaceChange = body::parse(&body)?;
    let replaced = registry
        .definitions(&caller)
        .replace(&name, &change)
        .await?;
    Ok(Json(Value::Object(wire::namespace(&replaced))))
}

/// Deletes a namespace with what it holds. A protected one stays: `403`.
pub async fn delete(
    RequireCaller(caller): RequireCaller,
    Names(name): Names<String>,
    State(registry): State<Registry>,
) -> Result<StatusCode> {
    registry.definitions(&caller).delete(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}
