use db::query;
use model::{CertificateId, Policy, ProjectId};
use signing::Certificate;
use sqlx::AssertSqlSafe;

use super::{
    Certificates, Named, RegisteredCertificate,
    row::{CERTIFICATE, CertificateRow},
};
use crate::{Registry, Result, SignatureError};

impl Certificates<'_> {
    /// Those that the caller's project may use, by name; all of every project, for whoever sees everything. At most 10,000.
    pub async fn list(&self) -> Result<Vec<RegisteredCertificate>> {
        self.registry.may(self.caller, Policy::GetCertificates)?;
        let sql = format!(
            "select {CERTIFICATE} from certificate where $1 or project_id is null or project_id = $2
             order by name, id limit 10000"
        );
        let list = query(AssertSqlSafe(sql))
            .bind(self.registry.policies.is_admin(self.caller))
            .bind(self.caller.project.as_str());
        let rows: Vec<CertificateRow> = self.registry.db.fetch_all(list).await?;
        Ok(rows.into_iter().filter_map(CertificateRow::read).collect())
    }

    /// One of them.
    pub async fn get(&self, id: CertificateId) -> Result<RegisteredCertificate> {
        self.registry.may(self.caller, Policy::GetCertificates)?;
        let found = self.registry.certificate(id).await?;
        let sees_all = self.registry.policies.is_admin(self.caller);
        let seen = found.filter(|one| sees_all || one.is_for(&self.caller.project));
        Ok(seen.ok_or(SignatureError::CertificateNotFound(id))?)
    }
}

impl RegisteredCertificate {
    /// Whether images of `project` may be verified with it.
    pub fn is_for(&self, project: &ProjectId) -> bool {
        self.project.as_ref().is_none_or(|own| own == project)
    }
}

impl Registry {
    pub(super) async fn certificate(
        &self,
        id: CertificateId,
    ) -> Result<Option<RegisteredCertificate>> {
        let sql = format!("select {CERTIFICATE} from certificate where id = $1");
        let find = query(AssertSqlSafe(sql)).bind(id.to_string());
        let row: Option<CertificateRow> = self.db.fetch_optional(find).await?;
        Ok(row.and_then(CertificateRow::read))
    }

    /// The certificate that a signature of an image of `project` names: one that is registered for the project or for all, or a copy
    /// of one in Barbican.
    pub(super) async fn certificate_named(
        &self,
        (project, id): Named<'_>,
    ) -> Result<Option<RegisteredCertificate>> {
        let sql = format!(
            "select {CERTIFICATE} from certificate
             where (id = $1 and barbican_id is null and (project_id is null or project_id = $2))
                or (barbican_id = $1 and project_id = $2)
             order by barbican_id is not null limit 1"
        );
        let find = query(AssertSqlSafe(sql))
            .bind(id.to_string())
            .bind(project.as_str());
        let row: Option<CertificateRow> = self.db.fetch_optional(find).await?;
        Ok(row.and_then(CertificateRow::read))
    }

    /// Those that may vouch for others in images of `project`: registered ones that are not revoked. Without a project, those of all
    /// projects.
    pub(super) async fn usable_certificates(
        &self,
        project: Option<&ProjectId>,
    ) -> Result<Vec<Certificate>> {
        let sql = format!(
            "select {CERTIFICATE} from certificate
             where (project_id is null or project_id = $1) and revoked_at is null and barbican_id is null"
        );
        let usable = query(AssertSqlSafe(sql)).bind(project.map(ProjectId::as_str));
        let rows: Vec<CertificateRow> = self.db.fetch_all(usable).await?;
        let rows = rows.into_iter().filter_map(CertificateRow::read);
        Ok(rows.map(|row| row.certificate).collect())
    }

    /// The certificate that a signature of an image of `project` names, if images may be verified with it now.
    pub(crate) async fn trusted_certificate(
        &self,
        (project, id): Named<'_>,
    ) -> Result<RegisteredCertificate> {
        let found = self.certificate_named((project, id)).await?;
        let found = found.ok_or(SignatureError::NoSuchCertificate(id))?;
        if let Some(revocation) = &found.revoked {
            return Err(SignatureError::Revoked {
                subject: found.certificate.subject.clone(),
                at: revocation.at,
            }
            .into());
        }
        let now = self.db.now().await?;
        if found.barbican_id.is_some() && !self.requires_signature(project).await? {
            // As in Glance: whoever signs chooses the certificate, and it must be valid.
            found.certificate.check_dates_and_usage(now)?;
            return Ok(found);
        }
        let usable = self.usable_certificates(Some(project)).await?;
        if found.barbican_id.is_some() {
            found.certificate.check_issued(&usable, now)?;
        } else {
            found.certificate.check(&usable, now)?;
        }
        Ok(found)
    }
}
