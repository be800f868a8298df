use ::identity::{Identity, NewRegisteredLimit};
use axum::{Json, extract::State};
use http::StatusCode;
use model::LimitId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    extract::{Params, PathIds, RequestUrl, RequirePrincipal, part},
    limits::filter,
    wire,
};
use crate::{extract::Buffered, problem::Result};

#[derive(Debug, Deserialize)]
struct Change {
    default_limit: Option<i64>,
    description: Option<String>,
}

/// Lists the registered limits: what a project may use if nothing else is said.
pub async fn list(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    params: Params,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let found = identity
        .directory(&principal)
        .registered_limits(&filter(&params))
        .await?;
    let items = found
        .iter()
        .map(|one| wire::registered_limit(one, &here))
        .collect();
    Ok(Json(here.list("registered_limits", items)))
}

/// Shows a registered limit.
pub async fn show(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<LimitId>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let found = identity.directory(&principal).registered_limit(&id).await?;
    Ok(Json(
        json!({ "registered_limit": wire::registered_limit(&found, &here) }),
    ))
}

/// Registers limits, all of them or none: `201`.
pub async fn create(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    here: RequestUrl,
    Buffered(body): Buffered,
) -> Result<(StatusCode, Json<Value>)> {
    let new: Vec<NewRegisteredLimit> = part(&body, "registered_limits")?;
    let made = identity.directory(&principal).register_limits(&new).await?;
    let made = made.iter().map(|one| wire::registered_limit(one, &here));
    let made = made.collect();
    Ok((
        StatusCode::CREATED,
        Json(here.list("registered_limits", made)),
    ))
}

/// Changes a registered limit.
pub async fn update(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<LimitId>,
    here: RequestUrl,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let new: Change = part(&body, "registered_limit")?;
    let directory = identity.directory(&principal);
    let changed = directory
        .change_registered(&id, new.default_limit, new.description.as_deref())
        .await?;
    Ok(Json(
        json!({ "registered_limit": wire::registered_limit(&changed, &here) }),
    ))
}

/// Forgets a registered limit: `204`; `403` while a project has an exception from it.
pub async fn delete(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<LimitId>,
) -> Result<StatusCode> {
    identity
        .directory(&principal)
        .delete_registered(&id)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
