use ::identity::{Change, Identity};
use axum::{Json, extract::State};
use http::StatusCode;
use model::DomainId;
use serde_json::{Value, json};

use super::{
    extract::{Params, PathIds, RequestUrl, RequirePrincipal, part},
    filter::filter,
    wire,
};
use crate::{extract::Buffered, problem::Result};

/// Lists domains by `name` and `enabled`.
pub async fn list(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    params: Params,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let found = identity
        .directory(&principal)
        .domains(&filter(&params))
        .await?;
    let items = found.iter().map(|one| wire::domain(one, &here)).collect();
    Ok(Json(here.list("domains", items)))
}

/// Shows a domain.
pub async fn show(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<DomainId>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let found = identity.directory(&principal).domain(&id).await?;
    Ok(Json(json!({ "domain": wire::domain(&found, &here) })))
}

/// Makes a domain: `201`.
pub async fn create(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    here: RequestUrl,
    Buffered(body): Buffered,
) -> Result<(StatusCode, Json<Value>)> {
    let new: Change = part(&body, "domain")?;
    let made = identity.directory(&principal).add_domain(&new).await?;
    Ok((
        StatusCode::CREATED,
        Json(json!({ "domain": wire::domain(&made, &here) })),
    ))
}

/// Changes a domain. Switched off, it shuts its users out.
pub async fn update(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<DomainId>,
    here: RequestUrl,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let change: Change = part(&body, "domain")?;
    let changed = identity
        .directory(&principal)
        .change_domain(&id, &change)
        .await?;
    Ok(Json(json!({ "domain": wire::domain(&changed, &here) })))
}

/// Deletes a domain that is switched off: `204`.
pub async fn delete(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<DomainId>,
) -> Result<StatusCode> {
    identity.directory(&principal).delete_domain(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
