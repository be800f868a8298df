use db::query;
use model::{Actor, AuditAction, ImageId, Status};

use super::{Lifecycle, Subject, event};
use crate::Result;

impl Lifecycle<'_> {
    /// Keeps the data of an active image from being downloaded. `false` where it is not active.
    pub async fn deactivate(&mut self, image: ImageId, actor: Actor) -> Result<bool> {
        let statuses = [Status::Active, Status::Deactivated];
        self.turn(image, statuses, AuditAction::ImageDeactivate, actor)
            .await
    }

    /// Undoes [`deactivate`](Self::deactivate). `false` where the image is not deactivated.
    pub async fn reactivate(&mut self, image: ImageId, actor: Actor) -> Result<bool> {
        let statuses = [Status::Deactivated, Status::Active];
        self.turn(image, statuses, AuditAction::ImageReactivate, actor)
            .await
    }

    async fn turn(
        &mut self,
        image: ImageId,
        [from, to]: [Status; 2],
        action: AuditAction,
        actor: Actor,
    ) -> Result<bool> {
        let sql = "
            update image set status = $3, updated_at = $4, generation = generation + 1
            where id = $1 and status = $2 returning owner, coalesce(name, '') as name";
        let turn = query(sql)
            .bind(image.to_string())
            .bind(from.as_str())
            .bind(to.as_str())
            .bind(self.now);
        let Some(subject) = self.tx.fetch_optional::<Subject>(turn).await? else {
            return Ok(false);
        };
        let event = event(actor, action, image, &subject);
        self.tx.record_audit_event(&event).await?;
        Ok(true)
    }
}
