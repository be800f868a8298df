use db::query;
use model::{CertificateId, Policy, ProjectId};
use sqlx::AssertSqlSafe;

use super::{
    Certificates, RegisteredCertificate,
    row::{CERTIFICATE, CertificateRow, FROM},
};
use crate::{Registry, Result, SignatureError};

/// Certificates of one list.
const LISTED: usize = 10_000;

impl Certificates<'_> {
    /// Those that the caller's project may use, by name; all of every project, for whoever sees everything. At most `LISTED`.
    pub async fn list(&self) -> Result<Vec<RegisteredCertificate>> {
        self.registry.may(self.caller, Policy::GetCertificates)?;
        let sql = format!(
            "select {CERTIFICATE} from {FROM}
             where $1 or certificate.project_id is null or certificate.project_id = $2
             order by certificate.name, certificate.id limit {LISTED}"
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
        let sql = format!("select {CERTIFICATE} from {FROM} where certificate.id = $1");
        let find = query(AssertSqlSafe(sql)).bind(id.to_string());
        let row: Option<CertificateRow> = self.db.fetch_optional(find).await?;
        Ok(row.and_then(CertificateRow::read))
    }
}
