use ::identity::{AssignmentFilter, Identity, Target};
use axum::{Json, extract::State};
use model::ErrorKind;
use serde_json::Value;

use super::{
    asking::{Asked, Asking, Here},
    wire,
};
use crate::problem::{Problem, Result};

/// Lists who is what, where, as it was given; `effective` with what it implies, `include_names` with names.
pub async fn list(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    asked: Asked,
    here: Here,
) -> Result<Json<Value>> {
    let mut found = identity
        .directory(&asker)
        .assignments(&wanted(&asked)?)
        .await?;
    if asked.text("group.id").is_some() {
        // There are no groups here.
        found.clear();
    }
    let names = asked.flag("include_names").unwrap_or(false);
    let items = found
        .iter()
        .map(|given| wire::assignment(given, names, &here))
        .collect();
    Ok(Json(here.list("role_assignments", items)))
}

fn wanted(asked: &Asked) -> Result<AssignmentFilter> {
    let nowhere = |_| {
        Problem::new(
            ErrorKind::Invalid,
            "The scope names no project and no domain.",
        )
    };
    let target = match (
        asked.text("scope.project.id"),
        asked.text("scope.domain.id"),
    ) {
        (Some(id), _) => Some(Target::Project(id.parse().map_err(nowhere)?)),
        (None, Some(id)) => Some(Target::Domain(id.parse().map_err(nowhere)?)),
        (None, None) => asked.text("scope.system").map(|_| Target::System),
    };
    Ok(AssignmentFilter {
        user: asked.text("user.id"),
        role: asked.text("role.id"),
        target,
        effective: asked.flag("effective").unwrap_or(false),
    })
}
