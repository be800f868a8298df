use axum::{
    Json,
    extract::{RawQuery, State},
};
use http::StatusCode;
use registry::Registry;
use serde_json::{Value, json};

use super::{body, names::Names, params, wire};
use crate::{
    extract::{Buffered, RequireCaller},
    problem::Result,
};

/// Lists the properties of a namespace.
pub async fn list(
    RequireCaller(caller): RequireCaller,
    Names(namespace): Names<String>,
    State(registry): State<Registry>,
) -> Result<Json<Value>> {
    let properties = registry.definitions(&caller).properties(&namespace).await?;
    Ok(Json(wire::properties(&properties)))
}

/// Shows a property. With `resource_type` the name in the path is that on such a resource.
pub async fn show(
    RequireCaller(caller): RequireCaller,
    Names((namespace, name)): Names<(String, String)>,
    State(registry): State<Registry>,
    RawQuery(raw): RawQuery,
) -> Result<Json<Value>> {
    let resource_type = params::resource_type(&raw.unwrap_or_default())?;
    let definitions = registry.definitions(&caller);
    let found = definitions.property(&namespace, &name, resource_type.as_deref());
    let found = found.await?;
    Ok(Json(wire::property(&found.name, found.definition)))
}

/// Adds a property: `201`.
pub async fn create(
    RequireCaller(caller): RequireCaller,
    Names(namespace): Names<String>,
    State(registry): State<Registry>,
    Buffered(body): Buffered,
) -> Result<(StatusCode, Json<Value>)> {
    let new = body::property(&body)?;
    registry
        .definitions(&caller)
        .add_property(&namespace, &new)
        .await?;
    let made = wire::property(new.name.as_str(), json!(new.definition));
    Ok((StatusCode::CREATED, Json(made)))
}

/// Replaces a property, perhaps under another name.
pub async fn replace(
    RequireCaller(caller): RequireCaller,
    Names((namespace, name)): Names<(String, String)>,
    State(registry): State<Registry>,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let new = body::property(&body)?;
    let definitions = registry.definitions(&caller);
    definitions
        .replace_property(&namespace, &name, &new)
        .await?;
    Ok(Json(wire::property(
        new.name.as_str(),
        json!(new.definition),
    )))
}

/// Deletes a property.
pub async fn delete(
    RequireCaller(caller): RequireCaller,
    Names((namespace, name)): Names<(String, String)>,
    State(registry): State<Registry>,
) -> Result<StatusCode> {
    registry
        .definitions(&caller)
        .delete_property(&namespace, &name)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes all properties of a namespace.
pub async fn delete_all(
    RequireCaller(caller): RequireCaller,
    Names(namespace): Names<String>,
    State(registry): State<Registry>,
) -> Result<StatusCode> {
    registry
        .definitions(&caller)
        .delete_properties(&namespace)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
