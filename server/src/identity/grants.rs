//! What a user is in a project, in a domain, in the whole system: three places, one set of calls.

use ::identity::{Identity, Target};
use axum::{Json, extract::State};
use http::StatusCode;
use model::{DomainId, ProjectId, RoleId, UserId};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    extract::{PathIds, RequestUrl, RequirePrincipal},
    resource::several,
};
use crate::problem::Result;

/// Whose roles where, as a path says it.
pub trait Place: DeserializeOwned + Send {
    fn split(self) -> (Target, UserId);
}

#[derive(Debug, Deserialize)]
pub struct InProject {
    id: ProjectId,
    user: UserId,
}

#[derive(Debug, Deserialize)]
pub struct InDomain {
    id: DomainId,
    user: UserId,
}

#[derive(Debug, Deserialize)]
pub struct InSystem {
    user: UserId,
}

impl Place for InProject {
    fn split(self) -> (Target, UserId) {
        (Target::Project(self.id), self.user)
    }
}

impl Place for InDomain {
    fn split(self) -> (Target, UserId) {
        (Target::Domain(self.id), self.user)
    }
}

impl Place for InSystem {
    fn split(self) -> (Target, UserId) {
        (Target::System, self.user)
    }
}

/// The role at the end of the path.
#[derive(Debug, Deserialize)]
pub struct OfRole {
    role: RoleId,
}

/// Lists the roles that a user was given there.
pub async fn list<P: Place>(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(place): PathIds<P>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let (target, user) = place.split();
    let found = identity
        .directory(&principal)
        .roles_in(&target, &user)
        .await?;
    Ok(several(&found, &here))
}

/// Tells whether a user was given that role there: `204`, or `404`.
pub async fn check<P: Place>(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(place): PathIds<P>,
    PathIds(OfRole { role }): PathIds<OfRole>,
) -> Result<StatusCode> {
    let (target, user) = place.split();
    identity
        .directory(&principal)
        .has_role(&target, &user, &role)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a user that role there: `204`, also if they have it.
pub async fn assign<P: Place>(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(place): PathIds<P>,
    PathIds(OfRole { role }): PathIds<OfRole>,
) -> Result<StatusCode> {
    let (target, user) = place.split();
    identity
        .directory(&principal)
        .assign(&target, &user, &role)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes that role from a user: `204`. Their tokens for that place end.
pub async fn revoke<P: Place>(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(place): PathIds<P>,
    PathIds(OfRole { role }): PathIds<OfRole>,
) -> Result<StatusCode> {
    let (target, user) = place.split();
    identity
        .directory(&principal)
        .revoke(&target, &user, &role)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
