use db::{Query, Tx, query};
use model::{AuditAction, AuditEvent, Policy, ProjectId};
use serde_json::json;

use crate::{Certificates, Registry, Result};

impl Certificates<'_> {
    /// Whether images of `project` take data only with a valid signature. Of another project only whoever sees everything is told.
    pub async fn is_signature_required(&self, project: &ProjectId) -> Result<bool> {
        if *project == self.caller.project {
            self.registry.may(self.caller, Policy::GetCertificates)?;
        } else {
            self.may_manage_of(Some(project))?;
        }
        self.registry.requires_signature(project).await
    }

    /// Says whether images of `project` take data only with a valid signature. Images that have data stay as they are.
    pub async fn require_signature(&self, project: &ProjectId, required: bool) -> Result<()> {
        self.may_manage_of(Some(project))?;
        if self.registry.requires_signature(project).await? == required {
            return Ok(());
        }
        let mut tx = self.registry.db.begin().await?;
        let sql = "
            insert into project_signing (project_id, required) values ($1, $2)
            on conflict (project_id) do update set required = excluded.required";
        tx.execute(query(sql).bind(project.as_str()).bind(required))
            .await?;
        wait_for_activations(&mut tx, Some(project)).await?;
        let name = query("select name from project where id = $1").bind(project.as_str());
        let name: Option<String> = tx.scalar_optional(name).await?;
        tx.record_audit_event(&AuditEvent {
            actor: self.caller.into(),
            action: AuditAction::ProjectUpdate,
            target: project.to_string(),
            target_name: name.unwrap_or_default(),
            owner: Some(project.clone()),
            other: None,
            details: json!({ "signatures_required": { "from": !required, "to": required } })
                .to_string(),
        })
        .await?;
        Ok(tx.commit().await?)
    }
}

/// Waits for images that become active at this moment, of a project or of all: what was changed in this transaction holds for every
/// image that is not active when it ends. An image that becomes active locks its row first, and asks then.
pub(crate) async fn wait_for_activations(tx: &mut Tx, project: Option<&ProjectId>) -> Result<()> {
    let sql = "
        update image set generation = generation
        where status in ('saving', 'importing') and ($1 = '' or owner = $1)";
    let project = project.map_or("", ProjectId::as_str);
    tx.execute(query(sql).bind(project)).await?;
    Ok(())
}

/// Whether images of `project` must be signed.
fn select(project: &ProjectId) -> Query {
    query("select required from project_signing where project_id = $1").bind(project.as_str())
}

impl Registry {
    /// Whether the identity's own tables have a project of that id. Keystone's are not there.
    pub async fn knows_project(&self, project: &ProjectId) -> Result<bool> {
        let find = query("select id from project where id = $1").bind(project.as_str());
        let found: Option<String> = self.db.scalar_optional(find).await?;
        Ok(found.is_some())
    }

    pub(crate) async fn requires_signature(&self, project: &ProjectId) -> Result<bool> {
        let required: Option<bool> = self.db.scalar_optional(select(project)).await?;
        Ok(required.unwrap_or(false))
    }

    /// The same within a transaction.
    pub(crate) async fn requires_signature_in(tx: &mut Tx, project: &ProjectId) -> Result<bool> {
        let required: Option<bool> = tx.scalar_optional(select(project)).await?;
        Ok(required.unwrap_or(false))
    }
}
