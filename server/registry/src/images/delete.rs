use db::{AuditLog, with_tx};
use model::{AuditAction, AuditEvent, Image, ImageId, Policy, ProjectId, Status};
use sqlx::FromRow;

use crate::{
    Error, Images, Result,
    activity::about,
    system::{EndedRow, reclaim, reclaim_upload},
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
        with_tx!(self.registry.db, |tx, Any| {
            // In the order in which everybody locks these rows: task, upload, image.
            // Whoever works on it learns of it when they next say that they are alive.
            let sql = "
                update task set status = 'failure', message = 'the image was deleted', fence = fence + 1, updated_at = $2,
                    expires_at = $3
                where image_id = $1 and status in ('pending', 'processing')";
            sqlx::query(sql)
                .bind(id.to_string())
                .bind(now)
                .bind(now + self.registry.retention.tasks)
                .execute(&mut *tx)
                .await?;
            let sql = "
                update upload set state = 'ended', updated_at = $2 where image_id = $1 and state = 'open'
                returning image_id, store, object_key, store_session, received, length";
            let uploads = sqlx::query_as::<Any, EndedRow>(sql)
                .bind(id.to_string())
                .bind(now)
                .fetch_all(&mut *tx)
                .await?;
            for upload in &uploads {
                reclaim_upload!(tx, now, upload);
            }
            let sql = "
                update image set status = $2, updated_at = $3, deleted_at = $3
                where id = $1 and status <> 'deleted' and not protected
                returning owner, coalesce(size, 0)";
            let buried: Option<(String, i64)> = sqlx::query_as::<Any, _>(sql)
                .bind(id.to_string())
                .bind(Status::Deleted.as_str())
                .bind(now)
                .fetch_optional(&mut *tx)
                .await?;
            // Somebody was faster.
            let Some((owner, size)) = buried else {
                return Err(Error::ImageNotFound(id));
            };
            let sql = "delete from location where image_id = $1 returning store, object_key";
            let locations = sqlx::query_as::<Any, LocationRow>(sql)
                .bind(id.to_string())
                .fetch_all(&mut *tx)
                .await?;
            let stored = size.saturating_mul(i64::try_from(locations.len()).unwrap_or(i64::MAX));
            for location in locations {
                reclaim!(
                    tx,
                    now,
                    &location.store,
                    &location.object_key,
                    None::<&String>
                );
            }
            for table in ["image_tag", "image_property", "member"] {
                let sql = format!("delete from {table} where image_id = $1");
                sqlx::query(sqlx::AssertSqlSafe(sql.as_str()))
                    .bind(id.to_string())
                    .execute(&mut *tx)
                    .await?;
            }
            let owner = ProjectId::try_from(owner)?;
            let event = about(self.caller, AuditAction::ImageDelete, image);
            tx.record_audit_event(&AuditEvent {
                owner: Some(owner.clone()),
                ..event
            })
            .await?;
            self.registry
                .ledger(&mut tx)
                .remove_image(id, &owner, stored)
                .await
        })
    }
}
