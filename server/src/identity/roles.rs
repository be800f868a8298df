use ::identity::{Change, Identity};
use axum::{Json, extract::State};
use http::StatusCode;
use model::RoleId;
use serde_json::{Value, json};

use super::{
    extract::{Params, PathIds, RequestUrl, RequirePrincipal, part},
    wire,
};
use crate::{extract::Buffered, problem::Result};

/// Lists roles, or the one of that `name`.
pub async fn list(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    params: Params,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let found = identity
        .directory(&principal)
        .roles(params.text("name").as_deref())
        .await?;
    let items = found.iter().map(|one| wire::role(one, &here)).collect();
    Ok(Json(here.list("roles", items)))
}

/// Shows a role.
pub async fn show(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<RoleId>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let found = identity.directory(&principal).role(&id).await?;
    Ok(Json(json!({ "role": wire::role(&found, &here) })))
}

/// Makes a role of the operator's own: `201`.
pub async fn create(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    here: RequestUrl,
    Buffered(body): Buffered,
) -> Result<(StatusCode, Json<Value>)> {
    let new: Change = part(&body, "role")?;
    let made = identity.directory(&principal).add_role(&new).await?;
    Ok((
        StatusCode::CREATED,
        Json(json!({ "role": wire::role(&made, &here) })),
    ))
}

/// Changes a role of the operator's own.
pub async fn update(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<RoleId>,
    here: RequestUrl,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let change: Change = part(&body, "role")?;
    let changed = identity
        .directory(&principal)
        .change_role(&id, &change)
        .await?;
    Ok(Json(json!({ "role": wire::role(&changed, &here) })))
}

/// Deletes a role of the operator's own: `204`.
pub async fn delete(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<RoleId>,
) -> Result<StatusCode> {
    identity.directory(&principal).delete_role(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
