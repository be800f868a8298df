use ::identity::{Identity, UserChange};
use axum::{Json, extract::State};
use http::StatusCode;
use model::{Password, UserId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    asking::{Asking, At, Here, Params, part},
    filter::filter,
    wire,
};
use crate::{extract::Buffered, problem::Result};

/// Lists users by `name`, `domain_id` and `enabled`. For those who may look at everything.
pub async fn list(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    params: Params,
    here: Here,
) -> Result<Json<Value>> {
    let found = identity.directory(&asker).users(&filter(&params)).await?;
    let items = found.iter().map(|one| wire::user(one, &here)).collect();
    Ok(Json(here.list("users", items)))
}

/// Shows a user, to themselves and to those who may look at everything.
pub async fn show(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    At(id): At<UserId>,
    here: Here,
) -> Result<Json<Value>> {
    let found = identity.directory(&asker).user(&id).await?;
    Ok(Json(json!({ "user": wire::user(&found, &here) })))
}

/// Makes a user: `201`. The password is never shown.
pub async fn create(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    here: Here,
    Buffered(body): Buffered,
) -> Result<(StatusCode, Json<Value>)> {
    let new: UserChange = part(&body, "user")?;
    let made = identity.directory(&asker).add_user(&new).await?;
    Ok((
        StatusCode::CREATED,
        Json(json!({ "user": wire::user(&made, &here) })),
    ))
}

/// Changes a user. A new password ends their tokens and sessions.
pub async fn update(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    At(id): At<UserId>,
    here: Here,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let change: UserChange = part(&body, "user")?;
    let changed = identity.directory(&asker).change_user(&id, &change).await?;
    Ok(Json(json!({ "user": wire::user(&changed, &here) })))
}

/// Deletes a user: `204`.
pub async fn delete(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    At(id): At<UserId>,
) -> Result<StatusCode> {
    identity.directory(&asker).delete_user(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the projects in which a user has a role.
pub async fn projects(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    At(id): At<UserId>,
    here: Here,
) -> Result<Json<Value>> {
    let found = identity.directory(&asker).projects_of(&id).await?;
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
    Asking(asker): Asking,
    State(identity): State<Identity>,
    At(id): At<UserId>,
    Buffered(body): Buffered,
) -> Result<StatusCode> {
    let new: NewPassword = part(&body, "user")?;
    let directory = identity.directory(&asker);
    directory
        .change_password(&id, &new.original_password, &new.password)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
