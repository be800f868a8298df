use db::{Query, Tx, query};
use model::{CertificateId, OffsetDateTime, ProjectId};
use signing::Certificate;
use sqlx::AssertSqlSafe;

use super::{
    RegisteredCertificate,
    row::{CERTIFICATE, CertificateRow},
};
use crate::{Registry, Result, SignatureError};

/// The certificates that count for images of one project, as they were read at one moment: registered for it or for all, and copies
/// from Barbican.
#[derive(Debug)]
pub(crate) struct Scope {
    certificates: Vec<RegisteredCertificate>,
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
    /// The certificates that count for images of `project`; without one, those of all projects.
    pub(crate) async fn scope(&self, project: Option<&ProjectId>) -> Result<Scope> {
        let now = self.db.now().await?;
        let rows = self.db.fetch_all(select(project)).await?;
        Ok(Scope::new(rows, now))
    }

    /// The same within a transaction.
    pub(crate) async fn scope_in(
        tx: &mut Tx,
        project: &ProjectId,
        now: OffsetDateTime,
    ) -> Result<Scope> {
        let rows = tx.fetch_all(select(Some(project))).await?;
        Ok(Scope::new(rows, now))
    }
}

fn select(project: Option<&ProjectId>) -> Query {
    let sql = format!(
        "select {CERTIFICATE} from certificate where project_id is null or project_id = $1"
    );
    query(AssertSqlSafe(sql)).bind(project.map(ProjectId::as_str))
}

impl Scope {
    fn new(rows: Vec<CertificateRow>, now: OffsetDateTime) -> Self {
        let certificates = rows.into_iter().filter_map(CertificateRow::read);
        Self {
            certificates: certificates.collect(),
            now,
        }
    }

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
        if one.barbican_id.is_none() {
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

    /// Refuses a certificate of which any with the same key was revoked, under whatever id.
    pub fn check_not_revoked(&self, certificate: &Certificate) -> Result<()> {
        let mut revoked = self.certificates.iter().filter_map(|one| {
            let is_same = one.certificate.key_fingerprint == certificate.key_fingerprint;
            one.revoked.as_ref().filter(|_| is_same)
        });
        let subject = certificate.subject.clone();
        revoked.next().map_or(Ok(()), |revocation| {
            let at = revocation.at;
            Err(SignatureError::Revoked { subject, at }.into())
        })
    }

    /// Those that may vouch for others: registered ones that are not revoked.
    pub fn issuers(&self) -> Vec<Certificate> {
        let registered = self.certificates.iter().filter(|one| {
            one.barbican_id.is_none() && self.check_not_revoked(&one.certificate).is_ok()
        });
        registered.map(|one| one.certificate.clone()).collect()
    }
}
