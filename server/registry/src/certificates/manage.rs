use db::{Audit, OnUnique, Tx, query};
use model::{AuditAction, AuditEvent, CertificateId, Invalid, OffsetDateTime, Policy, ProjectId};
use serde_json::{Value, json};
use signing::Certificate;

use super::{Certificates, MOST, RegisteredCertificate, Revocation};
use crate::{Error, Registry, Result, SignatureError, signatures::SIGNING};

/// The most characters of a name, and of the reason of a revocation.
const LONGEST: usize = 255;

/// A certificate to be registered.
#[derive(Clone, Debug)]
pub struct NewCertificate {
    /// What people call it; its subject, where this is empty.
    pub name: String,
    /// The project that may use it; none where all may.
    pub project: Option<ProjectId>,
    /// One certificate, in PEM.
    pub pem: String,
}

impl Certificates<'_> {
    /// Refuses whoever may not manage certificates.
    pub fn may_manage(&self) -> Result<()> {
        self.registry.may(self.caller, Policy::ManageCertificates)
    }

    /// Refuses whoever may not manage those of `project`, or of all projects. An operator may let others than admins manage
    /// certificates: those of their own project.
    pub fn may_manage_of(&self, project: Option<&ProjectId>) -> Result<()> {
        self.may_manage()?;
        let is_own = project == Some(&self.caller.project);
        if is_own || self.registry.policies.is_admin(self.caller) {
            return Ok(());
        }
        let what = "manage certificates of other projects, or those of all projects";
        Err(Error::Forbidden(what))
    }

    /// Registers a certificate that may be trusted as it stands: it is valid, can sign images or issue certificates that do, and
    /// is self-signed or was issued, directly or not, by one that is registered for the same project or for all.
    pub async fn register(&self, new: &NewCertificate) -> Result<RegisteredCertificate> {
        self.may_manage_of(new.project.as_ref())?;
        let certificate =
            Certificate::from_pem(&new.pem).map_err(SignatureError::BadCertificate)?;
        let now = self.registry.db.now().await?;
        let checked = self.registry.check_new(&certificate, new, now).await;
        checked.map_err(Error::of_certificate)?;
        let name = match new.name.trim() {
            "" if certificate.subject.is_empty() => certificate.fingerprint.clone(),
            "" => certificate.subject.chars().take(LONGEST).collect(),
            name => text("name", name)?,
        };
        let registered = RegisteredCertificate {
            id: CertificateId::new(),
            project: new.project.clone(),
            name,
            certificate,
            barbican_id: None,
            created_at: now,
            created_by: self.caller.user.clone(),
            revoked: None,
        };
        let audit = Audit::of(&self.registry.db).await?;
        let mut tx = self.registry.db.begin().await?;
        insert(&mut tx, &registered).await?;
        let details = json!({ "fingerprint": registered.certificate.fingerprint });
        let event = self.event(AuditAction::CertificateCreate, &registered, &details);
        audit.record(&mut tx, &event).await?;
        tx.commit().await?;
        Ok(registered)
    }

    /// Revokes a certificate: from now on nothing is verified with its key, nor with certificates that it issued. Images that were verified
    /// before stay as they are. Again is no error, and the first reason stands.
    pub async fn revoke(&self, id: CertificateId, because: &str) -> Result<RegisteredCertificate> {
        self.may_manage()?;
        let because = text("reason", because.trim())?;
        let found = self.get(id).await?;
        self.may_manage_of(found.project.as_ref())?;
        if found.revoked.is_some() {
            return Ok(found);
        }
        let now = self.registry.db.now().await?;
        let audit = Audit::of(&self.registry.db).await?;
        let mut tx = self.registry.db.begin().await?;
        tx.lock_alone(SIGNING).await?;
        let sql = "
            insert into revoked_key (id, project_id, key_fingerprint, revoked_at, revoked_because)
            values ($1, $2, $3, $4, $5) on conflict do nothing";
        let revoke = query(sql)
            .bind(CertificateId::new().to_string())
            .bind(found.project.as_ref().map(ProjectId::as_str))
            .bind(&found.certificate.key_fingerprint)
            .bind(now)
            .bind(&because);
        if tx.execute(revoke).await? == 0 {
            drop(tx);
            return self.get(id).await;
        }
        let details = json!({ "reason": because });
        let event = self.event(AuditAction::CertificateRevoke, &found, &details);
        audit.record(&mut tx, &event).await?;
        tx.commit().await?;
        let revoked = Some(Revocation { at: now, because });
        Ok(RegisteredCertificate { revoked, ..found })
    }

    /// Removes a certificate. Images that were verified with it stay as they are and keep whose it was. A revoked one, which tells why,
    /// stays until it expires; its key stays revoked even then.
    pub async fn delete(&self, id: CertificateId) -> Result<()> {
        self.may_manage()?;
        let found = self.get(id).await?;
        self.may_manage_of(found.project.as_ref())?;
        let now = self.registry.db.now().await?;
        if !found.is_deletable(now) {
            return Err(SignatureError::RevocationKept {
                subject: found.certificate.subject,
                until: found.certificate.not_after,
            }
            .into());
        }
        let audit = Audit::of(&self.registry.db).await?;
        let mut tx = self.registry.db.begin().await?;
        let delete = query("delete from certificate where id = $1").bind(id.to_string());
        if tx.execute(delete).await? == 0 {
            return Err(SignatureError::CertificateNotFound(id).into());
        }
        let details = json!({ "fingerprint": found.certificate.fingerprint });
        let event = self.event(AuditAction::CertificateDelete, &found, &details);
        audit.record(&mut tx, &event).await?;
        Ok(tx.commit().await?)
    }

    fn event(
        &self,
        action: AuditAction,
        certificate: &RegisteredCertificate,
        details: &Value,
    ) -> AuditEvent {
        AuditEvent {
            actor: self.caller.into(),
            action,
            target: certificate.id.to_string(),
            target_name: certificate.name.clone(),
            owner: certificate.project.clone(),
            other: None,
            details: details.to_string(),
        }
    }
}

impl Registry {
    /// Refuses a certificate that nothing could be verified with.
    async fn check_new(
        &self,
        certificate: &Certificate,
        new: &NewCertificate,
        now: OffsetDateTime,
    ) -> Result<()> {
        certificate.check_validity(now)?;
        let scope = self.scope(new.project.as_ref(), None).await?;
        scope.check_not_revoked(certificate)?;
        if certificate.is_authority {
            // One that names itself as its issuer and is not is nobody's.
            return if certificate.is_self_signed || certificate.subject != certificate.issuer {
                Ok(())
            } else {
                Ok(certificate.check(&scope.issuers(), now)?)
            };
        }
        if certificate.key_type().is_none() {
            let subject = certificate.subject.clone();
            let why = signing::Distrust::Key(certificate.key_word());
            return Err(signing::Error::Untrusted { subject, why }.into());
        }
        Ok(certificate.check(&scope.issuers(), now)?)
    }
}

/// Inserts a certificate, if its scope has room for it.
async fn insert(tx: &mut Tx, new: &RegisteredCertificate) -> Result<()> {
    let project = new.project.as_ref().map(ProjectId::as_str);
    // So that two do not take the last place.
    tx.lock_alone(SIGNING).await?;
    let sql = "select count(*) from certificate where coalesce(project_id, '') = coalesce($1, '')
        and barbican_id is null";
    let count: Option<i64> = tx.scalar_optional(query(sql).bind(project)).await?;
    if count.unwrap_or_default() >= MOST {
        return Err(SignatureError::TooMany(MOST).into());
    }
    let sql = "
        insert into certificate (id, project_id, name, der, fingerprint, key_fingerprint, self_signed, created_at, created_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let insert = query(sql)
        .bind(new.id.to_string())
        .bind(project)
        .bind(&new.name)
        .bind(&new.certificate.der)
        .bind(&new.certificate.fingerprint)
        .bind(&new.certificate.key_fingerprint)
        .bind(new.certificate.is_self_signed)
        .bind(new.created_at)
        .bind(new.created_by.as_str());
    tx.execute(insert)
        .await
        .on_unique(|| Error::from(SignatureError::Registered(new.certificate.subject.clone())))?;
    Ok(())
}

/// A line of text for people.
fn text(field: &'static str, value: &str) -> Result<String> {
    if value.is_empty() {
        return Err(Invalid::new(field, "is empty").into());
    }
    if value.chars().count() > LONGEST {
        return Err(Invalid::new(field, "is longer than 255 characters").into());
    }
    if value.contains(char::is_control) {
        return Err(Invalid::new(field, "contains a control character").into());
    }
    Ok(value.to_owned())
}
