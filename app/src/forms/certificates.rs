use leptos::prelude::*;
use model::{Caller, CertificateId, ErrorKind, ProjectId};
use registry::{NewCertificate, RegisteredCertificate, SignatureError};

use super::{flash_message, typed};
use crate::{
    request::{caller, identity, knows_all_projects, redirect, refuse_at, registry},
    shared::{Error, Result, paths::ProjectPaths},
    text,
};

/// Registers a certificate for one project, or for all where none is named.
#[server(prefix = "/fn", endpoint = "create_certificate")]
pub async fn create_certificate(name: String, project: String, pem: String) -> Result<()> {
    // A private key is kept nowhere, not even for the page that refuses it.
    let again = if pem.contains("PRIVATE KEY") {
        ""
    } else {
        &pem
    };
    typed(&[("name", &name), ("project", &project), ("pem", again)]);
    let (caller, registry) = (caller()?, registry());
    let certificates = registry.certificates(&caller);
    certificates.may_manage()?;
    let project = match project.trim() {
        "" => None,
        id => Some(known_project(&caller, id).await?.0),
    };
    let new = NewCertificate { name, project, pem };
    let made = certificates.register(&new).await.map_err(beside)?;
    flash_message((text::certificates().added)(&certificate_name(&made)));
    redirect(&ProjectPaths(&caller.project).certificate(made.id));
    Ok(())
}

/// Revokes a certificate: nothing is verified with it any more, nor with those that it issued.
#[server(prefix = "/fn", endpoint = "revoke_certificate")]
pub async fn revoke_certificate(id: CertificateId, reason: String) -> Result<()> {
    typed(&[("reason", &reason)]);
    let (caller, registry) = (caller()?, registry());
    let certificates = registry.certificates(&caller);
    certificates.may_manage()?;
    let words = text::certificates();
    if reason.trim().is_empty() {
        return Err(refuse_at("reason", ErrorKind::Invalid, words.no_reason));
    }
    let revoked = certificates.revoke(id, &reason).await?;
    flash_message((words.was_revoked)(&certificate_name(&revoked)));
    redirect(&ProjectPaths(&caller.project).certificate(id));
    Ok(())
}

/// Deletes a certificate whose name was typed.
#[server(prefix = "/fn", endpoint = "delete_certificate")]
pub async fn delete_certificate(id: CertificateId, name: String) -> Result<()> {
    typed(&[("name", &name)]);
    let (caller, registry) = (caller()?, registry());
    let certificates = registry.certificates(&caller);
    certificates.may_manage()?;
    let called = certificate_name(&certificates.get(id).await?);
    if name.trim() != called {
        let message = text::admin().name_differs;
        return Err(refuse_at("name", ErrorKind::Invalid, message));
    }
    certificates.delete(id).await?;
    flash_message((text::admin().deleted)(&called));
    redirect(&ProjectPaths(&caller.project).certificates());
    Ok(())
}

/// Says whether images of a project take data only with a valid signature. A box that is not ticked is not sent.
#[server(prefix = "/fn", endpoint = "require_signatures")]
pub async fn require_signatures(id: String, required: Option<String>) -> Result<()> {
    let (caller, registry) = (caller()?, registry());
    let certificates = registry.certificates(&caller);
    certificates.may_manage()?;
    let (id, name) = known_project(&caller, &id).await?;
    let required = required.is_some();
    certificates.require_signature(&id, required).await?;
    let words = text::certificates();
    flash_message(if required {
        (words.now_required)(&name)
    } else {
        (words.now_optional)(&name)
    });
    let paths = ProjectPaths(&caller.project);
    redirect(&if knows_all_projects(&caller) {
        paths.one_project(&id)
    } else {
        paths.certificates()
    });
    Ok(())
}

/// What a certificate is called: by its id where it has neither a name nor a subject.
pub fn certificate_name(certificate: &RegisteredCertificate) -> String {
    match certificate.name.trim() {
        "" => certificate.id.to_string(),
        name => name.to_owned(),
    }
}

/// The project of that id, and its name.
async fn known_project(caller: &Caller, id: &str) -> Result<(ProjectId, String)> {
    let unknown = || {
        let message = (text::certificates().unknown_project)(id);
        refuse_at("project", ErrorKind::Invalid, message)
    };
    let project: ProjectId = id.parse().map_err(|_| unknown())?;
    match identity().project_name(&project).await? {
        Some(name) => Ok((project, name)),
        // Who else knows projects cannot be asked: an id is taken at its word.
        None if !knows_all_projects(caller) => Ok((project, id.to_owned())),
        None => Err(unknown()),
    }
}

/// What is wrong with a certificate stands below it.
fn beside(error: registry::Error) -> Error {
    let registry::Error::Signature(signature) = &error else {
        return error.into();
    };
    let words = text::certificates();
    let (field, message) = match signature {
        SignatureError::BadCertificate(error) => ("pem", text::certificates::wrong(error)),
        SignatureError::Registered(subject) => ("pem", (words.registered)(subject)),
        SignatureError::TooMany(most) => ("project", (words.too_many)(most.unsigned_abs())),
        _ => return error.into(),
    };
    refuse_at(field, signature.kind(), message)
}
