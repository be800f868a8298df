use db::{AuditLog, with_tx};
use model::{Actor, AuditAction, AuditEvent, ImageId, ProjectId};

use crate::{Error, Result, System};

impl System<'_> {
    /// Keeps an active image whose data is missing from being offered: it is deactivated, and the audit log says so. It
    /// can be reactivated once its data is back. `false` where it is not active.
    pub async fn deactivate_missing(&self, image: ImageId) -> Result<bool> {
        let now = self.registry.db.now().await?;
        with_tx!(self.registry.db, |tx, Any| {
            let sql = "
                update image set status = 'deactivated', updated_at = $2, generation = generation + 1
                where id = $1 and status = 'active' returning owner, coalesce(name, '')";
            let changed = sqlx::query_as::<Any, (String, String)>(sql)
                .bind(image.to_string())
                .bind(now)
                .fetch_optional(&mut *tx)
                .await?;
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
            Ok::<bool, Error>(true)
        })
    }
}
