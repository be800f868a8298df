use ::identity::{Identity, LimitFilter, NewLimit};
use axum::{Json, extract::State};
use http::StatusCode;
use model::LimitId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    extract::{Params, PathIds, RequestUrl, RequirePrincipal, part},
    wire,
};
use crate::{extract::Buffered, problem::Result};

#[derive(Debug, Deserialize)]
struct Change {
    resource_limit: Option<i64>,
    description: Option<String>,
}

/// Which limits are wanted.
pub fn filter(params: &Params) -> LimitFilter {
    LimitFilter {
        service: params.text("service_id"),
        region: params.text("region_id"),
        resource: params.text("resource_name"),
        project: params.text("project_id"),
    }
}

/// Tells how limits work here: each project for itself.
pub async fn model(RequirePrincipal(_): RequirePrincipal) -> Json<Value> {
    Json(
        json!({ "model": { "name": "flat", "description": "Each project is limited by itself." } }),
    )
}

/// Lists projects' limits; to most people, those of their own project.
pub async fn list(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    params: Params,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let found = identity
        .directory(&principal)
        .limits(&filter(&params))
        .await?;
    let items = found.iter().map(|one| wire::limit(one, &here)).collect();
    Ok(Json(here.list("limits", items)))
}

/// Shows a project's limit.
pub async fn show(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<LimitId>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let found = identity.directory(&principal).limit(&id).await?;
    Ok(Json(json!({ "limit": wire::limit(&found, &here) })))
}

/// Sets limits of projects, all of them or none: `201`.
pub async fn create(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    here: RequestUrl,
    Buffered(body): Buffered,
) -> Result<(StatusCode, Json<Value>)> {
    let new: Vec<NewLimit> = part(&body, "limits")?;
    let made = identity.directory(&principal).add_limits(&new).await?;
    let made = made.iter().map(|one| wire::limit(one, &here)).collect();
    Ok((StatusCode::CREATED, Json(here.list("limits", made))))
}

/// Changes a project's limit.
pub async fn update(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<LimitId>,
    here: RequestUrl,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let new: Change = part(&body, "limit")?;
    let directory = identity.directory(&principal);
    let changed = directory
        .change_limit(&id, new.resource_limit, new.description.as_deref())
        .await?;
    Ok(Json(json!({ "limit": wire::limit(&changed, &here) })))
}

/// Ends a project's limit: `204`. The registered one counts again.
pub async fn delete(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<LimitId>,
) -> Result<StatusCode> {
    identity.directory(&principal).delete_limit(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
