//! Lists that clients ask for and that are always empty here: groups, and the credentials that Keystone keeps for users.

use ::identity::Identity;
use axum::{Json, extract::State};
use model::UserId;
use serde_json::Value;

use super::extract::{PathIds, RequestUrl, RequirePrincipal};
use crate::problem::Result;

/// Lists the groups, of which there are none, to those who may look at everything.
pub async fn groups(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    identity.directory(&principal).may_list_groups()?;
    Ok(empty("groups", &here))
}

/// Lists the groups of a user, who is in none.
pub async fn groups_of(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<UserId>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    identity
        .directory(&principal)
        .may_list_groups_of(&id)
        .await?;
    Ok(empty("groups", &here))
}

/// Lists one's own credentials, of which none are kept. Application credentials are something else.
pub async fn credentials(RequirePrincipal(_): RequirePrincipal, here: RequestUrl) -> Json<Value> {
    empty("credentials", &here)
}

fn empty(name: &str, here: &RequestUrl) -> Json<Value> {
    Json(here.list(name, Vec::new()))
}
