use axum::{
    extract::{FromRequestParts, Path},
    response::{IntoResponse, Response},
};
use http::request::Parts;
use model::{CertificateId, ErrorKind, ProjectId};

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

/// A project that is named, if there is such a one, where projects are known here: those of a Keystone are taken as they are named.
pub async fn known_project(
    state: &AppState,
    text: &str,
) -> crate::problem::Result<Option<ProjectId>> {
    let project: ProjectId = text.parse()?;
    let known_here = state.config.identity == IdentityMode::Local;
    let is_there = !known_here || state.registry.knows_project(&project).await?;
    Ok(is_there.then_some(project))
}
