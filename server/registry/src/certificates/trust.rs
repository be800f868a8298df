use db::{Query, Tx, query};
use model::{CertificateId, OffsetDateTime, ProjectId};
use signing::Certificate;
use sqlx::AssertSqlSafe;

use super::{
    RegisteredCertificate,
    row::{CERTIFICATE, CertificateRow, FROM},
};
use crate::{Registry, Result, SignatureError};

/// What counts for images of one project, as it was read at one moment: the certificates registered for it or for all, the copy from
/// Barbican that is asked about, and the keys that are revoked.
#[derive(Debug)]
pub(crate) struct Scope {
    certificates: Vec<RegisteredCertificate>,
    revoked: Vec<(String, OffsetDateTime)>,
    now: OffsetDateTime,
}

/// A certificate that images of a project may be verified with.
#[derive(Debug)]
pub(crate) struct Trusted {
    pub found: RegisteredCertificate,
    /// Whether an admin vouches for it, by itself or by its issuer. Of Barbican's, whoever signs may have chosen it.
    pub is_vouched_for: bool,
}

impl Registry {
    /// What counts for images of `project`, for a signature that names that certificate; without a project, what counts for all.
    pub(crate) async fn scope(
        &self,
        project: Option<&ProjectId>,
        named: Option<CertificateId>,
    ) -> Result<Scope> {
        Ok(Scope {
            now: self.db.now().await?,
            revoked: self.db.fetch_all(revoked(project)).await?,
            certificates: read(self.db.fetch_all(certificates(project, named)).await?),
        })
    }

    /// The same within a transaction.
    pub(crate) async fn scope_in(
        tx: &mut Tx,
        project: &ProjectId,
        named: CertificateId,
        now: OffsetDateTime,
    ) -> Result<Scope> {
        let certificates = certificates(Some(project), Some(named));
        Ok(Scope {
            now,
            revoked: tx.fetch_all(revoked(Some(project))).await?,
            certificates: read(tx.fetch_all(certificates).await?),
        })
    }
}

fn certificates(project: Option<&ProjectId>, named: Option<CertificateId>) -> Query {
    let sql = format!(
        "select {CERTIFICATE} from {FROM}
         where (certificate.project_id is null or certificate.project_id = $1) and (barbican_id is null or barbican_id = $2)"
    );
    query(AssertSqlSafe(sql))
        .bind(project.map(ProjectId::as_str))
        .bind(named.map(|id| id.to_string()))
}

/// The fingerprints of keys that are revoked. They count even where the certificate cannot be read, or is deleted.
fn revoked(project: Option<&ProjectId>) -> Query {
    let sql = "
        select key_fingerprint, revoked_at from revoked_key
        where project_id is null or project_id = $1 order by revoked_at";
    query(sql).bind(project.map(ProjectId::as_str))
}

fn read(rows: Vec<CertificateRow>) -> Vec<RegisteredCertificate> {
    rows.into_iter().filter_map(CertificateRow::read).collect()
}

impl Scope {
    /// The one that a signature names: by its id, or by that of the secret in Barbican that it is a copy of.
    pub fn named(&self, id: CertificateId) -> Option<&RegisteredCertificate> {
        let is_registered =
            |one: &&RegisteredCertificate| one.id == id && one.barbican_id.is_none();
        let registered = self.certificates.iter().find(is_registered);
        let is_copy = |one: &&RegisteredCertificate| one.barbican_id == Some(id);
        registered.or_else(|| self.certificates.iter().find(is_copy))
    }

    /// The one that a signature names, if images may be verified with it now. Where signatures are required an admin must vouch for it.
    pub fn trusted(&self, id: CertificateId, is_required: bool) -> Result<Trusted> {
        let found = self
            .named(id)
            .ok_or(SignatureError::NoSuchCertificate(id))?;
        let is_vouched_for = self.check(found, is_required)?;
        Ok(Trusted {
            found: found.clone(),
            is_vouched_for,
        })
    }

    /// Refuses a certificate that images may not be verified with, and tells whether an admin vouches for it.
    pub fn check(&self, one: &RegisteredCertificate, is_required: bool) -> Result<bool> {
        self.check_not_revoked(&one.certificate)?;
        if self.is_registered(&one.certificate) {
            one.certificate.check(&self.issuers(), self.now)?;
            return Ok(true);
        }
        let issued = one.certificate.check_issued(&self.issuers(), self.now);
        if is_required {
            issued?;
            return Ok(true);
        }
        // As in Glance: whoever signs chooses the certificate, and it must be valid.
        one.certificate.check_dates_and_usage(self.now)?;
        Ok(issued.is_ok())
    }

    /// Whether an admin has registered that very certificate, also where it is asked about as a copy.
    fn is_registered(&self, certificate: &Certificate) -> bool {
        let mut registered = self.registered();
        registered.any(|one| one.certificate.fingerprint == certificate.fingerprint)
    }

    fn registered(&self) -> impl Iterator<Item = &RegisteredCertificate> {
        let all = self.certificates.iter();
        all.filter(|one| one.barbican_id.is_none())
    }

    /// Refuses a certificate whose key was revoked, in whatever certificate.
    pub fn check_not_revoked(&self, certificate: &Certificate) -> Result<()> {
        match self.revoked_at(certificate) {
            None => Ok(()),
            Some(at) => {
                let subject = certificate.subject.clone();
                Err(SignatureError::Revoked { subject, at }.into())
            }
        }
    }

    fn revoked_at(&self, certificate: &Certificate) -> Option<OffsetDateTime> {
        let mut revoked = self.revoked.iter();
        let found = revoked.find(|(key, _)| *key == certificate.key_fingerprint);
        found.map(|(_, at)| *at)
    }

    /// Those that may vouch for others: registered ones that may issue certificates and are not revoked.
    pub fn issuers(&self) -> Vec<Certificate> {
        let issuers = self.registered().map(|one| &one.certificate);
        let issuers = issuers.filter(|one| one.is_authority && self.revoked_at(one).is_none());
        issuers.cloned().collect()
    }
}
