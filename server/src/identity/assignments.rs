use ::identity::{AssignmentFilter, Identity, Target};
use axum::{Json, extract::State};
use model::ErrorKind;
use serde_json::Value;

use super::{
    extract::{Params, RequestUrl, RequirePrincipal},
    wire,
};
use crate::problem::{Problem, Result};

/// Lists who is what, where, as it was given; `effective` with what it implies, `include_names` with names.
pub async fn list(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    params: Params,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let mut found = identity
        .directory(&principal)
        .assignments(&wanted(&params)?)
        .await?;
    if params.text("group.id").is_some() {
        // There are no groups here.
        found.clear();
    }
    let names = params.flag("include_names").unwrap_or(false);
    let items = found
        .iter()
        .map(|given| wire::assignment(given, names, &here))
        .collect();
    Ok(Json(here.list("role_assignments", items)))
}

fn wanted(params: &Params) -> Result<AssignmentFilter> {
    let nowhere = |_| {
        Problem::new(
            ErrorKind::Invalid,
            "The scope names no project and no domain.",
        )
    };
    let target = match (
        params.text("scope.project.id"),
        params.text("scope.domain.id"),
    ) {
        (Some(id), _) => Some(Target::Project(id.parse().map_err(nowhere)?)),
        (None, Some(id)) => Some(Target::Domain(id.parse().map_err(nowhere)?)),
        (None, None) => params.text("scope.system").map(|_| Target::System),
    };
    Ok(AssignmentFilter {
        user: params.text("user.id"),
        role: params.text("role.id"),
        target,
        effective: params.flag("effective").unwrap_or(false),
    })
}
