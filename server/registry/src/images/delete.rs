use db::{AuditLog, query};
use model::{AuditAction, AuditEvent, Image, ImageId, Policy, ProjectId, Status};
use sqlx::{AssertSqlSafe, FromRow};

use crate::{
    Error, Images, Result,
    activity::about,
    system::{EndedRow, reclaim_object, reclaim_upload},
};

#[derive(FromRow)]
pub(crate) struct LocationRow {
    pub store: String,
    pub object_key: String,
}

impl Images<'_> {
    /// Deletes an image: it is gone when this returns, its bytes follow.
    pub async fn delete(&self, id: ImageId) -> Result<()> {
        let image = self.get(id).await?;
        // Whom an image is shown to may see it, never end it.
        self.may(Policy::DeleteImage, &image)?;
        // Glance promises that `protected` stops even the owner.
        if image.protected {
            return Err(Error::Protected(id));
        }
        // What else a newer release keeps for such an image, only that release can remove.
        if let Status::Other(word) = image.status {
            return Err(Error::Unrecognized {
                what: "the status of the image",
                word,
            });
        }
        match self.soft_delete(&image).await {
            Err(error) if self.registry.makes_room_after(&error).await => {
                self.soft_delete(&image).await?
            }
            done => done?,
        }
        self.registry.system().reclaim_soon();
        Ok(())
    }

    /// One transaction: tasks and uploads end, the row becomes a tombstone, and what holds bytes is noted to be reclaimed.
    async fn soft_delete(&self, image: &Image) -> Result<()> {
        let id = image.id;
        let now = self.registry.db.now().await?;
        let mut tx = self.registry.db.begin().await?;
        // In the order in which everybody locks these rows: task, upload, image.
        // Whoever works on it learns of it when they next say that they are alive.
        let sql = "
            update task set status = 'failure', message = 'the image was deleted', fence = fence + 1, updated_at = $2,
                expires_at = $3
            where image_id = $1 and status in ('pending', 'processing')";
        let fail = query(sql)
            .bind(id.to_string())
            .bind(now)
            .bind(now + self.registry.retention.tasks);
        tx.execute(fail).await?;
        let sql = format!(
            "update upload set state = 'ended', updated_at = $2 where image_id = $1 and state = 'open' returning {}",
            EndedRow::COLUMNS
        );
        let end = query(AssertSqlSafe(sql)).bind(id.to_string()).bind(now);
        for upload in tx.fetch_all::<EndedRow>(end).await? {
            reclaim_upload(&mut tx, now, &upload).await?;
        }
        let sql = "
            update image set status = $2, updated_at = $3, deleted_at = $3
            where id = $1 and status <> 'deleted' and not protected
            returning owner, coalesce(size, 0)";
        let delete = query(sql)
            .bind(id.to_string())
            .bind(Status::Deleted.as_str())
            .bind(now);
        // Somebody was faster where there is none.
        let deleted: Option<(String, i64)> = tx.fetch_optional(delete).await?;
        let (owner, size) = deleted.ok_or(Error::ImageNotFound(id))?;
        let sql = "delete from location where image_id = $1 returning store, object_key";
        let locations: Vec<LocationRow> = tx.fetch_all(query(sql).bind(id.to_string())).await?;
        let stored = size.saturating_mul(i64::try_from(locations.len()).unwrap_or(i64::MAX));
        for location in locations {
            reclaim_object(&mut tx, now, &location.store, &location.object_key).await?;
        }
        for sql in [
            "delete from image_tag where image_id = $1",
            "delete from image_property where image_id = $1",
            "delete from member where image_id = $1",
        ] {
            tx.execute(query(sql).bind(id.to_string())).await?;
        }
        let owner = ProjectId::try_from(owner)?;
        let event = about(self.caller, AuditAction::ImageDelete, image);
        tx.record_audit_event(&AuditEvent {
            owner: Some(owner.clone()),
            ..event
        })
        .await?;
        let mut ledger = self.registry.ledger(&mut tx);
        ledger.remove_image(id, &owner, stored).await?;
        Ok(tx.commit().await?)
    }
}
