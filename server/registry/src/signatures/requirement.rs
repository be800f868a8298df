use db::{Query, Tx, query};
use model::{AuditAction, AuditEvent, Policy, ProjectId};
use serde_json::json;

use super::SIGNING;
use crate::{Certificates, Registry, Result};

impl Certificates<'_> {
    /// Refuses to tell of another project, but to whoever sees everything.
    pub fn may_see_requirement(&self, project: &ProjectId) -> Result<()> {
        if *project == self.caller.project {
            return self.registry.may(self.caller, Policy::GetCertificates);
        }
        self.may_manage_of(Some(project))
    }

    /// Whether images of `project` take data only with a valid signature.
    pub async fn is_signature_required(&self, project: &ProjectId) -> Result<bool> {
        self.may_see_requirement(project)?;
        self.registry.requires_signature(project).await
    }

    /// Says whether images of `project` take data only with a valid signature. Images that have data stay as they are.
    pub async fn require_signature(&self, project: &ProjectId, required: bool) -> Result<()> {
        self.may_manage_of(Some(project))?;
        if self.registry.requires_signature(project).await? == required {
            return Ok(());
        }
        let mut tx = self.registry.db.begin().await?;
        tx.lock_alone(SIGNING).await?;
        let sql = "
            insert into project_signing (project_id, required) values ($1, $2)
            on conflict (project_id) do update set required = excluded.required";
        tx.execute(query(sql).bind(project.as_str()).bind(required))
            .await?;
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::Role;
    use store::{MemoryStore, Stores};
    use testkit::{Fixtures, both_databases};

    use super::*;

    both_databases! {
        async fn whoever_requires_signatures_waits_for_images_that_become_active(db: TestDb) {
            let fixtures = Fixtures::new(db.db.clone()).await;
            let root = fixtures.user("root", &fixtures.project("operators").await, Role::Admin).await;
            let registry = Registry::new(db.db.clone(), Stores::new("memory", MemoryStore::new(1 << 20)));
            // An image that is about to become active has asked already.
            let mut activation = db.db.begin().await.expect("begins");
            activation.lock_shared(SIGNING).await.expect("is shared");
            let (other, caller) = (registry.clone(), root.caller.clone());
            let requiring = tokio::spawn(async move {
                other.certificates(&caller).require_signature(&caller.project, true).await
            });
            tokio::time::sleep(Duration::from_millis(300)).await;
            assert!(!requiring.is_finished(), "it waits");
            assert!(!registry.requires_signature(&root.caller.project).await.expect("looks"));
            activation.commit().await.expect("the image is active");
            requiring.await.expect("ends").expect("is set");
            assert!(registry.requires_signature(&root.caller.project).await.expect("looks"));
        }
    }
}
