use axum::{
    Json,
    extract::{Path, State},
};
use model::{ErrorKind, ProjectId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::params::known_project;
use crate::{
    AppState,
    extract::{Buffered, RequireCaller, parsed},
    problem::{Problem, Result},
};

/// Whether images of a project must be signed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RequirementBody {
    required: bool,
}

/// Tells whether images of a project must be signed.
pub async fn show(
    RequireCaller(caller): RequireCaller,
    Path(project): Path<String>,
    State(state): State<AppState>,
) -> Result<Json<Value>> {
    let certificates = state.registry.certificates(&caller);
    certificates.may_see_requirement(&project.parse()?)?;
    let project = named(&state, &project).await?;
    let required = certificates.is_signature_required(&project).await?;
    Ok(Json(json!({ "required": required })))
}

/// Says whether images of a project must be signed.
pub async fn set(
    RequireCaller(caller): RequireCaller,
    Path(project): Path<String>,
    State(state): State<AppState>,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let certificates = state.registry.certificates(&caller);
    certificates.may_manage()?;
    let RequirementBody { required } = parsed(&body)?;
    certificates.may_manage_of(Some(&project.parse()?))?;
    let project = named(&state, &project).await?;
    certificates.require_signature(&project, required).await?;
    Ok(Json(json!({ "required": required })))
}

/// The project named in the path: `404` where there is none.
async fn named(state: &AppState, text: &str) -> Result<ProjectId> {
    let project = known_project(state, text).await?;
    project.ok_or_else(|| Problem::new(ErrorKind::NotFound, format_args!("no project {text}")))
}
