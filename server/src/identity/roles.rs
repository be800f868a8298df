use ::identity::{Change, Identity};
use axum::{Json, extract::State};
use http::StatusCode;
use model::RoleId;
use serde_json::{Value, json};

use super::{
    asking::{Asking, At, Here, Params, part},
    wire,
};
use crate::{extract::Buffered, problem::Result};

/// Lists roles, or the one of that `name`.
pub async fn list(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    params: Params,
    here: Here,
) -> Result<Json<Value>> {
    let found = identity
        .directory(&asker)
        .roles(params.text("name").as_deref())
        .await?;
    let items = found.iter().map(|one| wire::role(one, &here)).collect();
    Ok(Json(here.list("roles", items)))
}

/// Shows a role.
pub async fn show(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    At(id): At<RoleId>,
    here: Here,
) -> Result<Json<Value>> {
    let found = identity.directory(&asker).role(&id).await?;
    Ok(Json(json!({ "role": wire::role(&found, &here) })))
}

/// Makes a role of the operator's own: `201`.
pub async fn create(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    here: Here,
    Buffered(body): Buffered,
) -> Result<(StatusCode, Json<Value>)> {
    let new: Change = part(&body, "role")?;
    let made = identity.directory(&asker).add_role(&new).await?;
    Ok((
        StatusCode::CREATED,
        Json(json!({ "role": wire::role(&made, &here) })),
    ))
}

/// Changes a role of the operator's own.
pub async fn update(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    At(id): At<RoleId>,
    here: Here,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let change: Change = part(&body, "role")?;
    let changed = identity.directory(&asker).change_role(&id, &change).await?;
    Ok(Json(json!({ "role": wire::role(&changed, &here) })))
}

/// Deletes a role of the operator's own: `204`.
pub async fn delete(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    At(id): At<RoleId>,
) -> Result<StatusCode> {
    identity.directory(&asker).delete_role(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
