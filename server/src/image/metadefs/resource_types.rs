use ::metadefs::NewAssociation;
use axum::{Json, extract::State};
use http::StatusCode;
use registry::Registry;
use serde_json::Value;

use super::{body, names::Names, wire};
use crate::{
    extract::{Buffered, RequireCaller},
    problem::Result,
};

/// Lists the types of resources that namespaces were made for.
pub async fn all(
    RequireCaller(caller): RequireCaller,
    State(registry): State<Registry>,
) -> Result<Json<Value>> {
    let types = registry.definitions(&caller).resource_types().await?;
    Ok(Json(wire::resource_types(&types)))
}

/// Lists the types of resources that a namespace is for.
pub async fn list(
    RequireCaller(caller): RequireCaller,
    Names(namespace): Names<String>,
    State(registry): State<Registry>,
) -> Result<Json<Value>> {
    let associations = registry
        .definitions(&caller)
        .associations(&namespace)
        .await?;
    Ok(Json(wire::associations(&associations)))
}

/// Says that a namespace is for a type of resources: `201`.
pub async fn create(
    RequireCaller(caller): RequireCaller,
    Names(namespace): Names<String>,
    State(registry): State<Registry>,
    Buffered(body): Buffered,
) -> Result<(StatusCode, Json<Value>)> {
    let new: NewAssociation = body::parse(&body)?;
    let definitions = registry.definitions(&caller);
    let made = definitions.associate(&namespace, &new).await?;
    Ok((StatusCode::CREATED, Json(wire::association(&made))))
}

/// Ends that a namespace is for a type of resources.
pub async fn delete(
    RequireCaller(caller): RequireCaller,
    Names((namespace, name)): Names<(String, String)>,
    State(registry): State<Registry>,
) -> Result<StatusCode> {
    registry
        .definitions(&caller)
        .dissociate(&namespace, &name)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
