use axum::{
    extract::{FromRequestParts, Path},
    response::{IntoResponse, Response},
};
use http::request::Parts;
use model::{CertificateId, ErrorKind, Invalid, ProjectId};

use crate::{AppState, IdentityMode, problem::Problem};

/// The certificate named in the path. What is not an id names none: `404`.
#[derive(Clone, Copy, Debug)]
pub struct CertificatePath(pub CertificateId);

impl<S: Send + Sync> FromRequestParts<S> for CertificatePath {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let text = Path::<String>::from_request_parts(parts, state).await;
        let Path(text) = text.map_err(IntoResponse::into_response)?;
        text.parse().map(Self).map_err(|_| {
            let none = format!("no certificate {text}");
            Problem::new(ErrorKind::NotFound, none).into_response()
        })
    }
}

/// A project that is named, where projects are known here: those of a Keystone are taken as they are named.
pub async fn known_project(
    state: &AppState,
    field: &'static str,
    text: String,
) -> crate::problem::Result<ProjectId> {
    let project: ProjectId = text.try_into()?;
    let known_here = state.config.identity == IdentityMode::Local;
    if known_here && !state.registry.knows_project(&project).await? {
        return Err(Invalid::new(
            field,
            format_args!("is {project}; there is no such project"),
        )
        .into());
    }
    Ok(project)
}
