use db::{OnUnique, query};
use model::{AuditAction, AuditEvent, Image, ImageId, Policy, Status, TaskId, TaskKind, now};
use serde_json::json;

use super::{Destination, Imports, NewImport, Source};
use crate::{
    Error, Result,
    activity::about,
    tasks::{import_properties, set_note},
};

impl Imports<'_> {
    /// Begins an import: a task is there when this returns, and whichever node is free does it.
    ///
    /// `None` where there is nothing to do: every store holds the image already.
    pub async fn start(&self, id: ImageId, new: &NewImport) -> Result<Option<TaskId>> {
        let image = self.target(id, &new.source).await?;
        let stores = self.stores(&new.stores)?;
        if new.source == Source::Copy {
            return copy(&new.stores, &stores);
        }
        self.registry.may_import_more(&self.caller.project).await?;
        let (task, id) = (TaskId::new(), id.to_string());
        let input = json!({ "image_id": id, "import_req": new.asked, "backend": stores });
        let sql = "
            insert into task (id, kind, status, project_id, user_id, request_id, image_id, input, created_at, updated_at,
                grounds, transfer)
            values ($1, $2, 'pending', $3, $4, $5, $6, $7, $8, $8, $9, $10)";
        let insert = query(sql)
            .bind(task.to_string())
            .bind(TaskKind::ImageImport.as_str())
            .bind(self.caller.project.as_str())
            .bind(self.caller.user.as_str())
            .bind(&new.request)
            .bind(&id)
            .bind(input.to_string())
            .bind(now())
            .bind(&new.grounds)
            .bind(new.source.transfer().as_str());
        let mut tx = self.registry.db.begin().await?;
        tx.execute(insert)
            .await
            .on_unique(|| Error::Importing(image.id))?;
        // Takes the row, and makes sure that the image is still as it was looked at.
        let sql = "update image set generation = generation + 1 where id = $1 and status = $2";
        let lock = query(sql).bind(&id).bind(image.status.as_str());
        if tx.execute(lock).await? == 0 {
            return Err(Error::ChangedMeanwhile(image.id));
        }
        set_note(
            &mut tx,
            image.id,
            import_properties::TASK,
            &task.to_string(),
        )
        .await?;
        // Not from where: an address may hold a password.
        let details = json!({ "method": new.source.method().as_str() }).to_string();
        let event = about(self.caller, AuditAction::ImageImport, &image);
        tx.record_audit_event(&AuditEvent { details, ..event })
            .await?;
        tx.commit().await?;
        self.registry.work.notify_one();
        Ok(Some(task))
    }

    /// The image, if its data may come from `source` now.
    async fn target(&self, id: ImageId, source: &Source) -> Result<Image> {
        let images = self.registry.images(self.caller);
        let image = images.find(id).await?;
        if *source == Source::Copy {
            // Glance: an admin alone, whoever owns the image.
            images.may(Policy::CopyImage, &image)?;
        } else {
            // Glance asks the first alone; but no way in shall pass by the second.
            images.may(Policy::ModifyImage, &image)?;
            images.may(Policy::UploadImage, &image)?;
        }
        let status = image.status;
        match source {
            Source::Copy if status != Status::Active => {
                return Err(Error::NotCopyable { id, status });
            }
            Source::Copy => return Ok(image),
            _ if status == Status::Active => return Err(Error::NotImportable(id)),
            _ if image.properties.contains_key(import_properties::TASK) => {
                return Err(Error::Importing(id));
            }
            Source::Staged if status != Status::Uploading => {
                return Err(Error::NotStaged { id, status });
            }
            Source::Web(_) if status != Status::Queued => {
                return Err(Error::NotQueued { id, status });
            }
            Source::Staged | Source::Web(_) => {}
        }
        if image.container_format.is_none() {
            return Err(Error::FormatNeeded("container_format"));
        }
        if image.disk_format.is_none() {
            return Err(Error::FormatNeeded("disk_format"));
        }
        self.registry
            .check_signature_for(
                (self.caller, self.reauthenticator),
                &image.owner,
                &image.properties,
            )
            .await?;
        if let Source::Web(uri) = source {
            self.registry.fetcher.check(uri)?;
        }
        Ok(image)
    }

    /// The stores that are meant, each of which there is.
    fn stores(&self, wanted: &Destination) -> Result<Vec<String>> {
        let all = self.registry.store_ids();
        match wanted {
            Destination::All => Ok(all),
            Destination::Default => Ok(all.into_iter().take(1).collect()),
            Destination::Named(names) => {
                let unknown = names.iter().find(|name| !all.contains(name));
                unknown.map_or(Ok(names.clone()), |name| Err(Error::NoStore(name.clone())))
            }
        }
    }
}

/// There is one store, and an active image is in it: nothing can be copied anywhere.
fn copy(wanted: &Destination, stores: &[String]) -> Result<Option<TaskId>> {
    match (wanted, stores.first()) {
        (Destination::Default | Destination::Named(_), Some(store)) => {
            Err(Error::InStore(store.clone()))
        }
        _ => Ok(None),
    }
}
