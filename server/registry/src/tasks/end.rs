//! How a task ends: its own row and its image in one transaction.

use db::{Tx, query};
use model::{Actor, ImageId, OffsetDateTime, Status, TaskKind, TaskStatus};

use super::{Lease, import_properties, set_note, unset_note};
use crate::{
    Error, Result, System,
    lifecycle::Retirement,
    system::{TASKS, UploadEnd},
    uploads::{IMPORT, STAGED},
};

/// With what a task ends.
struct Outcome<'a> {
    status: TaskStatus,
    result: Option<String>,
    message: &'a str,
}

impl System<'_> {
    /// Notes that a task is done, if `lease` still holds.
    pub(super) async fn succeed(&self, lease: &Lease, image: ImageId, message: &str) -> Result<()> {
        let outcome = Outcome {
            status: TaskStatus::Success,
            result: Some(serde_json::json!({ "image_id": image.to_string() }).to_string()),
            message,
        };
        let now = self.registry.db.now().await?;
        let mut tx = self.registry.db.begin().await?;
        self.end_task(&mut tx, lease, now, outcome).await?;
        unset_note(&mut tx, image, import_properties::TASK).await?;
        set_note(&mut tx, image, import_properties::IMPORTING_TO, "").await?;
        set_note(&mut tx, image, import_properties::FAILED, "").await?;
        Ok(tx.commit().await?)
    }

    /// Notes that a task could not be done, if `lease` still holds: its image is queued as if nothing had happened, or
    /// goes if the task was to make it.
    pub(super) async fn fail(&self, lease: &Lease, message: &str) -> Result<()> {
        let outcome = Outcome {
            status: TaskStatus::Failure,
            result: None,
            message,
        };
        let image = lease.task.image()?;
        let now = self.registry.db.now().await?;
        let mut tx = self.registry.db.begin().await?;
        self.end_task(&mut tx, lease, now, outcome).await?;
        if let Some(image) = image {
            self.give_up(&mut tx, &lease.task.kind, image, now).await?;
        }
        tx.commit().await?;
        self.reclaim_soon();
        Ok(())
    }

    /// The image of a task that has failed: what was coming to it ends.
    async fn give_up(
        &self,
        tx: &mut Tx,
        kind: &TaskKind,
        image: ImageId,
        now: OffsetDateTime,
    ) -> Result<()> {
        let with_image = *kind == TaskKind::Import;
        let sql =
            "select id from upload where image_id = $1 and state = 'open' and kind in ($2, $3)";
        let open = query(sql)
            .bind(image.to_string())
            .bind(STAGED.name)
            .bind(IMPORT.name);
        for upload in tx.scalars::<String>(open).await? {
            let end = UploadEnd {
                upload: &upload,
                with_image,
                actor: Actor::default(),
                now,
                only_expired: false,
            };
            self.registry.end_upload(tx, end).await?;
        }
        if with_image {
            // Nothing had come to it yet.
            let retirement = Retirement {
                image,
                from: &[Status::Queued],
                unprotected: false,
                owned_by: None,
                actor: Actor::default(),
            };
            let mut lifecycle = self.registry.lifecycle(tx, now);
            lifecycle.retire(retirement).await?;
        }
        unset_note(tx, image, import_properties::TASK).await?;
        set_note(tx, image, import_properties::IMPORTING_TO, "").await?;
        let store = self.registry.stores.default_id().to_string();
        set_note(tx, image, import_properties::FAILED, &store).await
    }

    /// Ends a task. [`Error::LeaseLost`] where `lease` does not hold any more.
    async fn end_task(
        &self,
        tx: &mut Tx,
        lease: &Lease,
        now: OffsetDateTime,
        outcome: Outcome<'_>,
    ) -> Result<()> {
        let sql = "
            update task set status = $3, result = $4, message = $5, updated_at = $6, expires_at = $7
            where id = $1 and fence = $2 and status = 'processing'";
        let end = query(sql)
            .bind(lease.task.id.to_string())
            .bind(lease.task.fence)
            .bind(outcome.status.as_str())
            .bind(outcome.result)
            .bind(outcome.message)
            .bind(now)
            .bind(now + self.registry.retention.tasks);
        if tx.execute(end).await? == 0 {
            return Err(Error::LeaseLost(lease.task.id));
        }
        Ok(())
    }

    /// Forgets ended tasks whose time is over.
    pub async fn sweep_tasks(&self) -> Result<()> {
        let now = self.registry.db.now().await?;
        self.delete(TASKS, Some(now)).await
    }
}
