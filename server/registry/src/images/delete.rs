use db::query;
use model::{ImageId, Policy, Status};
use sqlx::AssertSqlSafe;

use crate::{
    Error, Images, Result,
    lifecycle::Retirement,
    system::{EndedRow, reclaim_upload},
};

/// The statuses that this release knows of an image that is there.
const DELETABLE: [Status; 8] = [
    Status::Queued,
    Status::Saving,
    Status::Uploading,
    Status::Importing,
    Status::Active,
    Status::Deactivated,
    Status::Killed,
    Status::PendingDelete,
];

impl Images<'_> {
    /// Deletes an image: it is gone when this returns, its bytes follow.
    pub async fn delete(&self, id: ImageId) -> Result<()> {
        let image = self.find(id).await?;
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
        match self.soft_delete(id).await {
            Err(error) if self.registry.makes_room_after(&error).await => {
                self.soft_delete(id).await?;
            }
            done => done?,
        }
        self.registry.system().reclaim_soon();
        Ok(())
    }

    /// One transaction: tasks and uploads end, and the image is retired.
    async fn soft_delete(&self, id: ImageId) -> Result<()> {
        let now = self.registry.db.now().await?;
        let mut tx = self.registry.db.begin().await?;
        // In the order in which everybody locks these rows: task, upload, image.
        // Whoever works on it learns of it when they next renew their claim or lease.
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
            "update upload set state = 'ended', updated_at = $2, metadata = '' where image_id = $1 and state = 'open' returning {}",
            EndedRow::COLUMNS
        );
        let end = query(AssertSqlSafe(sql)).bind(id.to_string()).bind(now);
        for upload in tx.fetch_all::<EndedRow>(end).await? {
            reclaim_upload(&mut tx, now, &upload).await?;
        }
        // Nobody is told any more what was said of those that are done.
        let sql = "update upload set metadata = '' where image_id = $1 and metadata <> ''";
        tx.execute(query(sql).bind(id.to_string())).await?;
        let retirement = Retirement {
            image: id,
            from: &DELETABLE,
            unprotected: true,
            owned_by: None,
            actor: self.caller.into(),
        };
        let mut lifecycle = self.registry.lifecycle(&mut tx, now);
        // Somebody was faster.
        if !lifecycle.retire(retirement).await? {
            return Err(Error::ImageNotFound(id));
        }
        Ok(tx.commit().await?)
    }
}
