use ::identity::{Directory, Identity, Result, UserChange, records::User};
use axum::{Json, extract::State};
use http::StatusCode;
use model::{Password, UserId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    extract::{Params, PathIds, RequestUrl, RequirePrincipal, part},
    filter::filter,
    resource::{CreateOne, Resource, several},
    wire::with,
};
use crate::{extract::Buffered, problem};

/// Listed by `name`, `domain_id` and `enabled` for those who may look at everything, and shown to themselves, too. The
/// password is never shown; a new one ends their tokens and sessions.
impl Resource for User {
    const NAME: &'static str = "user";
    const COLLECTION: &'static str = "users";

    type Id = UserId;
    type New = UserChange;
    type Change = UserChange;

    async fn list(directory: &Directory<'_>, params: &Params) -> Result<Vec<Self>> {
        directory.users(&filter(params)).await
    }

    async fn show(directory: &Directory<'_>, id: &UserId) -> Result<Self> {
        directory.user(id).await
    }

    async fn update(directory: &Directory<'_>, id: &UserId, change: &UserChange) -> Result<Self> {
        directory.change_user(id, change).await
    }

    async fn delete(directory: &Directory<'_>, id: &UserId) -> Result<()> {
        directory.delete_user(id).await
    }

    fn id(&self) -> &UserId {
        &self.id
    }

    fn body(&self) -> Value {
        let ours = json!({
            "id": self.id,
            "name": self.name,
            "domain_id": self.domain_id,
            "enabled": self.enabled,
            "password_expires_at": null,
            "options": {},
        });
        let mut body = with(&self.extra, ours);
        if let Some(project) = &self.default_project_id {
            body["default_project_id"] = json!(project);
        }
        body
    }
}

impl CreateOne for User {
    async fn create(directory: &Directory<'_>, new: &UserChange) -> Result<Self> {
        directory.add_user(new).await
    }
}

/// Lists the projects in which a user has a role.
pub async fn projects(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<UserId>,
    here: RequestUrl,
) -> problem::Result<Json<Value>> {
    let found = identity.directory(&principal).projects_of(&id).await?;
    Ok(several(&found, &here))
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
) -> problem::Result<StatusCode> {
    let new: NewPassword = part(&body, "user")?;
    let directory = identity.directory(&principal);
    directory
        .change_password(&id, &new.original_password, &new.password)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
