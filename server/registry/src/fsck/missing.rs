use db::{AuditLog, query};
use model::{Actor, AuditAction, AuditEvent, ImageId, ProjectId};

use crate::{Result, System};

impl System<'_> {
    /// Keeps an active image whose data is missing from being offered: it is deactivated, and the audit log says so. It
    /// can be reactivated once its data is back. `false` where it is not active.
    pub async fn deactivate_missing(&self, image: ImageId) -> Result<bool> {
        let now = self.registry.db.now().await?;
        let sql = "
            update image set status = 'deactivated', updated_at = $2, generation = generation + 1
            where id = $1 and status = 'active' returning owner, coalesce(name, '')";
        let deactivate = query(sql).bind(image.to_string()).bind(now);
        let mut tx = self.registry.db.begin().await?;
        let changed: Option<(String, String)> = tx.fetch_optional(deactivate).await?;
        let Some((owner, name)) = changed else {
            return Ok(false);
        };
        tracing::warn!(%image, "the data of an image is missing; it was deactivated");
        let entry = AuditEvent {
            actor: Actor::default(),
            action: AuditAction::ImageDeactivate,
            target: image.to_string(),
            target_name: name,
            owner: Some(ProjectId::try_from(owner)?),
            other: None,
            details: "{}".to_owned(),
        };
        tx.record_audit_event(&entry).await?;
        tx.commit().await?;
        Ok(true)
    }
}
