use db::query;
use model::{
    AuditAction, AuditEvent, ImageId, ImportMethod, NewImage, Policy, Task, TaskId, TaskKind, now,
};

use super::{Tasks, Transfer, import_properties, set_note};
use crate::{Error, Result, activity::about_new, images::insert_image};

/// A task that makes an image out of what an address holds.
#[derive(Clone, Debug)]
pub struct NewTask {
    pub image: NewImage,
    pub uri: String,
    /// The whole of what was asked, in JSON, to be shown.
    pub input: serde_json::Value,
    /// The request that asked.
    pub request: String,
    /// The credentials of the requester; see [`Requester`](crate::Requester).
    pub grounds: String,
}

impl Tasks<'_> {
    /// Begins such a task: image and task are there when this returns, or neither. For admins, as in Glance.
    pub async fn begin(&self, new: &NewTask) -> Result<Task> {
        self.may(Policy::AddTask)?;
        let images = self.registry.images(self.caller);
        images.admit(&new.image)?;
        images.may_new(Policy::UploadImage, &new.image)?;
        if new.image.disk_format.is_none() {
            return Err(Error::FormatMissing("disk_format"));
        }
        if new.image.container_format.is_none() {
            return Err(Error::FormatMissing("container_format"));
        }
        self.registry.fetcher.check(&new.uri)?;
        self.registry.may_import_more(&self.caller.project).await?;
        let (task, image) = (TaskId::new(), new.image.id.unwrap_or_else(ImageId::new));
        let mut tx = self.registry.db.begin().await?;
        insert_image(&mut tx, self.caller, image, &new.image).await?;
        let sql = "
            insert into task (id, kind, status, project_id, user_id, request_id, image_id, input, created_at, updated_at,
                grounds, transfer)
            values ($1, $2, 'pending', $3, $4, $5, $6, $7, $8, $8, $9, $10)";
        let insert = query(sql)
            .bind(task.to_string())
            .bind(TaskKind::Import.as_str())
            .bind(self.caller.project.as_str())
            .bind(self.caller.user.as_str())
            .bind(&new.request)
            .bind(image.to_string())
            .bind(new.input.to_string())
            .bind(now())
            .bind(&new.grounds)
            .bind(Transfer::Remote.as_str());
        tx.execute(insert).await?;
        set_note(&mut tx, image, import_properties::TASK, &task.to_string()).await?;
        let owner = new.image.owner.as_ref().unwrap_or(&self.caller.project);
        let made = about_new(self.caller, image, &new.image, owner);
        tx.record_audit_event(&made).await?;
        let method = ImportMethod::WebDownload.as_str();
        let begun = AuditEvent {
            action: AuditAction::ImageImport,
            details: serde_json::json!({ "method": method }).to_string(),
            ..made
        };
        tx.record_audit_event(&begun).await?;
        let mut ledger = self.registry.ledger(&mut tx);
        ledger.add_image(owner, new.image.metadata_bytes()).await?;
        tx.commit().await?;
        self.registry.work.notify_one();
        self.get(task).await
    }
}
