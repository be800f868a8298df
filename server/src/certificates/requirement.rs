use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::params::known_project;
use crate::{
    AppState,
    extract::{Buffered, RequireCaller, parsed},
    problem::Result,
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
    let project = project.try_into()?;
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
    certificates.may_manage_of(Some(&project.clone().try_into()?))?;
    let project = known_project(&state, "project", project).await?;
    certificates.require_signature(&project, required).await?;
    Ok(Json(json!({ "required": required })))
}
