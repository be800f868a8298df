use model::{CertificateId, OffsetDateTime, ProjectId, UserId};
use signing::Certificate;
use sqlx::FromRow;

/// The columns of a certificate, in every query that reads one.
pub(super) const CERTIFICATE: &str = "
    certificate.id, certificate.project_id, certificate.name, certificate.der, certificate.self_signed, certificate.barbican_id,
    certificate.created_at, certificate.created_by, revoked.revoked_at, revoked.revoked_because";

/// Where the columns come from. A key is revoked for one project or for all.
pub(super) const FROM: &str = "certificate left join revoked_key as revoked on revoked.id = (
    select id from revoked_key where revoked_key.key_fingerprint = certificate.key_fingerprint
        and (revoked_key.project_id is null or revoked_key.project_id = certificate.project_id)
    order by revoked_at, id limit 1)";

/// A certificate that the registry holds.
#[derive(Clone, Debug)]
pub struct RegisteredCertificate {
    pub id: CertificateId,
    /// The project that may use it; none where all may.
    pub project: Option<ProjectId>,
    pub name: String,
    pub certificate: Certificate,
    /// The secret in Barbican that it is a copy of; people of the project chose it themselves.
    pub barbican_id: Option<CertificateId>,
    pub created_at: OffsetDateTime,
    pub created_by: UserId,
    pub revoked: Option<Revocation>,
}

impl RegisteredCertificate {
    /// Whether it may be deleted: a revoked one, which tells why, only once it has expired.
    pub fn is_deletable(&self, now: OffsetDateTime) -> bool {
        self.revoked.is_none() || now > self.certificate.not_after
    }
}

/// That nothing is verified with the key of a certificate any more, nor with certificates that it issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    pub at: OffsetDateTime,
    pub because: String,
}

#[derive(Debug, FromRow)]
pub(super) struct CertificateRow {
    id: CertificateId,
    project_id: Option<String>,
    name: String,
    der: Vec<u8>,
    self_signed: bool,
    barbican_id: Option<CertificateId>,
    created_at: OffsetDateTime,
    created_by: UserId,
    revoked_at: Option<OffsetDateTime>,
    revoked_because: Option<String>,
}

impl CertificateRow {
    /// The certificate, unless its row was damaged: it is then as if it were not there, and the log says so.
    pub fn read(self) -> Option<RegisteredCertificate> {
        let certificate = match Certificate::kept(&self.der, self.self_signed) {
            Ok(certificate) => certificate,
            Err(error) => {
                tracing::error!(%error, id = %self.id, "a registered certificate cannot be read");
                return None;
            }
        };
        let because = self.revoked_because.unwrap_or_default();
        Some(RegisteredCertificate {
            id: self.id,
            project: self.project_id.and_then(|id| id.try_into().ok()),
            name: self.name,
            certificate,
            barbican_id: self.barbican_id,
            created_at: self.created_at,
            created_by: self.created_by,
            revoked: self.revoked_at.map(|at| Revocation { at, because }),
        })
    }
}
