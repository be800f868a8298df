use axum::{Json, extract::State};
use http::{StatusCode, header};
use model::Invalid;
use registry::{NewCertificate, Registry};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    params::{CertificatePath, known_project},
    wire,
};
use crate::{
    AppState,
    extract::{Buffered, RequireCaller, parsed},
    problem::Result,
};

/// A certificate to be registered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CreateBody {
    certificate: String,
    #[serde(default)]
    name: String,
    /// The project that may use it; all may, without one.
    project_id: Option<String>,
}

/// Why a certificate is revoked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RevokeBody {
    reason: String,
}

/// Lists the certificates that the caller's project may use.
pub async fn list(
    RequireCaller(caller): RequireCaller,
    State(registry): State<Registry>,
) -> Result<Json<Value>> {
    let certificates = registry.certificates(&caller).list().await?;
    let certificates: Vec<Value> = certificates.iter().map(wire::certificate).collect();
    Ok(Json(json!({ "certificates": certificates })))
}

/// Shows one of them.
pub async fn show(
    RequireCaller(caller): RequireCaller,
    CertificatePath(id): CertificatePath,
    State(registry): State<Registry>,
) -> Result<Json<Value>> {
    let certificate = registry.certificates(&caller).get(id).await?;
    Ok(Json(wire::certificate(&certificate)))
}

/// Registers a certificate: `201`.
pub async fn create(
    RequireCaller(caller): RequireCaller,
    State(state): State<AppState>,
    Buffered(body): Buffered,
) -> Result<(StatusCode, [(header::HeaderName, String); 1], Json<Value>)> {
    let certificates = state.registry.certificates(&caller);
    certificates.may_manage()?;
    let body: CreateBody = parsed(&body)?;
    let project = if let Some(id) = body.project_id {
        certificates.may_manage_of(Some(&id.parse()?))?;
        let project = known_project(&state, &id).await?;
        let unknown = || {
            Invalid::new(
                "project_id",
                format_args!("is {id}; there is no such project"),
            )
        };
        Some(project.ok_or_else(unknown)?)
    } else {
        certificates.may_manage_of(None)?;
        None
    };
    let new = NewCertificate {
        name: body.name,
        project,
        pem: body.certificate,
    };
    let made = certificates.register(&new).await?;
    let location = format!("/api/v1/certificates/{}", made.id);
    let location = [(header::LOCATION, location)];
    Ok((
        StatusCode::CREATED,
        location,
        Json(wire::certificate(&made)),
    ))
}

/// Revokes a certificate.
pub async fn revoke(
    RequireCaller(caller): RequireCaller,
    CertificatePath(id): CertificatePath,
    State(registry): State<Registry>,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let certificates = registry.certificates(&caller);
    certificates.may_manage()?;
    let RevokeBody { reason } = parsed(&body)?;
    let revoked = certificates.revoke(id, &reason).await?;
    Ok(Json(wire::certificate(&revoked)))
}

/// Removes a certificate: `204`.
pub async fn delete(
    RequireCaller(caller): RequireCaller,
    CertificatePath(id): CertificatePath,
    State(registry): State<Registry>,
) -> Result<StatusCode> {
    registry.certificates(&caller).delete(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
