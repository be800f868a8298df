use std::{fmt, sync::Arc};

use db::{Audit, query};
use futures::future::BoxFuture;
use model::{AuditAction, AuditEvent, Caller, CertificateId, ProjectId};
use serde_json::json;
use signing::{Certificate, ImageSignature};

use super::{MOST, RegisteredCertificate};
use crate::{Error, Registry, Result, SignatureError, signatures::SIGNING};

/// A certificate in DER or PEM; `None` if there is none of that id, or it is not for whoever asks.
type Secret = std::result::Result<Option<Vec<u8>>, KeyManagerError>;

/// Why a certificate could not be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyManagerError {
    /// It does not answer; the log says why.
    Unavailable,
    /// Whoever asks is not signed in any more.
    SignedOut,
}

/// OpenStack's key manager, Barbican, asked with the rights of one caller.
#[derive(Clone)]
pub struct KeyManager(Arc<dyn Fn(CertificateId) -> BoxFuture<'static, Secret> + Send + Sync>);

impl KeyManager {
    /// Asks by `ask`.
    pub fn new(
        ask: impl Fn(CertificateId) -> BoxFuture<'static, Secret> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(ask))
    }
}

impl fmt::Debug for KeyManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyManager")
    }
}

impl Registry {
    /// Copies the certificate that `signature` names from `key_manager`, where it has one that may be used and the registry has none:
    /// what is verified later, by another node or when the caller's token has ended, is verified with the same. A secret in Barbican
    /// never changes.
    pub(crate) async fn copy_certificate(
        &self,
        project: &ProjectId,
        signature: &ImageSignature,
        caller: &Caller,
        key_manager: &KeyManager,
    ) -> Result<()> {
        let id = signature.certificate;
        let scope = self.scope(Some(project), Some(id)).await?;
        if scope.named(id).is_some() {
            return Ok(());
        }
        let secret = (key_manager.0)(id).await;
        let secret = secret.map_err(|error| match error {
            KeyManagerError::Unavailable => SignatureError::KeyManager.into(),
            KeyManagerError::SignedOut => Error::SignedOut,
        })?;
        let Some(secret) = secret else {
            return Ok(());
        };
        let certificate = match std::str::from_utf8(&secret) {
            Ok(pem) => Certificate::first_in_pem(pem)?,
            Err(_) => Certificate::from_der(&secret)?,
        };
        signature.fits(&certificate)?;
        let copied = RegisteredCertificate {
            id: CertificateId::new(),
            project: Some(project.clone()),
            name: certificate.subject.clone(),
            certificate,
            barbican_id: Some(id),
            created_at: self.db.now().await?,
            created_by: caller.user.clone(),
            revoked: None,
        };
        // What cannot be used is not kept.
        let is_required = self.requires_signature(project).await?;
        scope.check(&copied, is_required)?;
        self.keep_copy(&copied, caller).await
    }

    async fn keep_copy(&self, copied: &RegisteredCertificate, caller: &Caller) -> Result<()> {
        let project = copied.project.as_ref().map(ProjectId::as_str);
        let secret = copied.barbican_id.map(|id| id.to_string());
        let audit = Audit::of(&self.db).await?;
        let mut tx = self.db.begin().await?;
        // So that two do not take the last place.
        tx.lock_alone(SIGNING).await?;
        let sql =
            "select count(*) from certificate where project_id = $1 and barbican_id is not null";
        let count: Option<i64> = tx.scalar_optional(query(sql).bind(project)).await?;
        if count.unwrap_or_default() >= MOST {
            return Err(SignatureError::TooManyOfBarbican(MOST).into());
        }
        let sql = "
            insert into certificate (id, project_id, name, der, fingerprint, key_fingerprint, self_signed, barbican_id, created_at, created_by)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing";
        let insert = query(sql)
            .bind(copied.id.to_string())
            .bind(project)
            .bind(&copied.name)
            .bind(&copied.certificate.der)
            .bind(&copied.certificate.fingerprint)
            .bind(&copied.certificate.key_fingerprint)
            .bind(copied.certificate.is_self_signed)
            .bind(secret.as_ref())
            .bind(copied.created_at)
            .bind(copied.created_by.as_str());
        // Another request has copied it at the same moment, or is about to.
        if tx.execute(insert).await? == 0 {
            return Ok(());
        }
        let event = AuditEvent {
            actor: caller.into(),
            action: AuditAction::CertificateCreate,
            target: copied.id.to_string(),
            target_name: copied.name.clone(),
            owner: copied.project.clone(),
            other: None,
            details: json!({
                "barbican": secret,
                "fingerprint": copied.certificate.fingerprint,
            })
            .to_string(),
        };
        audit.record(&mut tx, &event).await?;
        Ok(tx.commit().await?)
    }
}
