use ::identity::{Identity, UserChange};
use axum::{Json, extract::State};
use http::StatusCode;
use model::{Password, UserId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    extract::{Params, PathIds, RequestUrl, RequirePrincipal, part},
    filter::filter,
    wire,
};
use crate::{extract::Buffered, problem::Result};

/// Lists users by `name`, `domain_id` and `enabled`. For those who may look at everything.
pub async fn list(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    params: Params,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let found = identity
        .directory(&principal)
        .users(&filter(&params))
        .await?;
    let items = found.iter().map(|one| wire::user(one, &here)).collect();
    Ok(Json(here.list("users", items)))
}

/// Shows a user, to themselves and to those who may look at everything.
pub async fn show(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<UserId>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let found = identity.directory(&principal).user(&id).await?;
    Ok(Json(json!({ "user": wire::user(&found, &here) })))
}

/// Makes a user: `201`. The password is never shown.
pub async fn create(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    here: RequestUrl,
    Buffered(body): Buffered,
) -> Result<(StatusCode, Json<Value>)> {
    let new: UserChange = part(&body, "user")?;
    let made = identity.directory(&principal).add_user(&new).await?;
    Ok((
        StatusCode::CREATED,
        Json(json!({ "user": wire::user(&made, &here) })),
    ))
}

/// Changes a user. A new password ends their tokens and sessions.
pub async fn update(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<UserId>,
    here: RequestUrl,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let change: UserChange = part(&body, "user")?;
    let changed = identity
        .directory(&principal)
        .change_user(&id, &change)
        .await?;
    Ok(Json(json!({ "user": wire::user(&changed, &here) })))
}

/// Deletes a user: `204`.
pub async fn delete(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<UserId>,
) -> Result<StatusCode> {
    identity.directory(&principal).delete_user(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the projects in which a user has a role.
pub async fn projects(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<UserId>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let found = identity.directory(&principal).projects_of(&id).await?;
    let items = found.iter().map(|one| wire::project(one, &here)).collect();
    Ok(Json(here.list("projects", items)))
}

#[derive(Debug, Deserialize)]
struct NewPassword {
    password: Password,
    original_password: Password,
}

/// Gives oneself a new password, against the old one: `204`. Every token and session from before ends.
pub async fn change_password(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<UserId>,
    Buffered(body): Buffered,
) -> Result<StatusCode> {
    let new: NewPassword = part(&body, "user")?;
    let directory = identity.directory(&principal);
    directory
        .change_password(&id, &new.original_password, &new.password)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
