use ::identity::{Change, Identity};
use axum::{Json, extract::State};
use http::StatusCode;
use model::{Invalid, ProjectId};
use serde_json::{Value, json};

use super::{
    extract::{Params, PathIds, RequestUrl, RequirePrincipal, part},
    filter::filter,
    wire,
};
use crate::{extract::Buffered, problem::Result};

/// Lists projects by `name`, `domain_id` and `enabled`. For those who may look at everything.
pub async fn list(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    params: Params,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let found = identity
        .directory(&principal)
        .projects(&filter(&params))
        .await?;
    let items = found.iter().map(|one| wire::project(one, &here)).collect();
    Ok(Json(here.list("projects", items)))
}

/// Shows a project, to those who ask for it and to those who may look at everything.
pub async fn show(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<ProjectId>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let found = identity.directory(&principal).project(&id).await?;
    Ok(Json(json!({ "project": wire::project(&found, &here) })))
}

/// Makes a project: `201`.
pub async fn create(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    here: RequestUrl,
    Buffered(body): Buffered,
) -> Result<(StatusCode, Json<Value>)> {
    let new: Change = part(&body, "project")?;
    flat(&new)?;
    let made = identity.directory(&principal).add_project(&new).await?;
    Ok((
        StatusCode::CREATED,
        Json(json!({ "project": wire::project(&made, &here) })),
    ))
}

/// Changes a project. Switched off, it ends its tokens.
pub async fn update(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<ProjectId>,
    here: RequestUrl,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let change: Change = part(&body, "project")?;
    let changed = identity
        .directory(&principal)
        .change_project(&id, &change)
        .await?;
    Ok(Json(json!({ "project": wire::project(&changed, &here) })))
}

/// Deletes a project: `204`.
pub async fn delete(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    PathIds(id): PathIds<ProjectId>,
) -> Result<StatusCode> {
    identity.directory(&principal).delete_project(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Projects lie side by side in their domain, and none is a domain itself.
fn flat(new: &Change) -> Result<()> {
    let said = |name: &str| new.extra.0.get(name).filter(|value| !value.is_null());
    if said("is_domain").is_some_and(|value| value != false) {
        return Err(
            Invalid::new("project.is_domain", "is not false; make a domain instead").into(),
        );
    }
    let domain = new
        .domain_id
        .clone()
        .unwrap_or_else(model::DomainId::default_domain);
    if said("parent_id").is_some_and(|parent| parent != domain.as_str()) {
        return Err(Invalid::new(
            "project.parent_id",
            "is not the project's domain; projects do not nest",
        )
        .into());
    }
    Ok(())
}
