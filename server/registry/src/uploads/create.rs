use db::{AuditLog, query};
use futures::StreamExt;
use model::{Actor, ImageId, ProjectId, Upload, now};

use super::{Chunk, NewUpload, Target, Uploads};
use crate::{Error, Result, System, activity::given_up};

impl Uploads<'_> {
    /// Begins an upload with its first bytes: creation-with-upload of tus. If the bytes are refused there is no upload,
    /// and no image that was made for it.
    pub async fn create(&self, new: &NewUpload, chunk: Chunk) -> Result<Upload> {
        let chunk = if new.length == Some(0) {
            // All of its bytes are there once it is begun, so nothing is left to be added.
            require_empty(chunk).await?
        } else {
            Some(chunk)
        };
        let upload = self.begin(new).await?;
        let Some(chunk) = chunk else {
            return Ok(upload);
        };
        let (registry, caller) = (self.registry.clone(), self.caller.clone());
        let reauthenticator = self.reauthenticator.cloned();
        let made_image = matches!(new.target, Target::New(_));
        // A task of its own: when the client goes away, what is refused is still taken back.
        let task = tokio::spawn(async move {
            let uploads = Uploads {
                registry: &registry,
                caller: &caller,
                reauthenticator: reauthenticator.as_ref(),
            };
            let outcome = uploads.add(upload.id, chunk).await;
            if outcome.is_err() {
                uploads.undo_create(&upload, made_image).await;
            }
            outcome
        });
        task.await.map_err(|_| Error::Stopped)?
    }

    /// Leaves nothing of an upload whose client never learned where it is.
    async fn undo_create(&self, upload: &Upload, made_image: bool) {
        let system = self.registry.system();
        let undone = async {
            if let Some(row) = system.upload(upload.id).await? {
                system
                    .end_by(self.caller.into(), &row, made_image, None)
                    .await?;
            }
            // A refusal has ended the upload already, and left its image queued.
            if made_image {
                system.discard(upload.image, self.caller.into()).await?;
            }
            Ok::<_, Error>(())
        };
        if let Err(error) = undone.await {
            tracing::warn!(%error, upload = %upload.id, "a refused upload is taken back later, by the sweep");
        }
        system.reclaim_soon();
    }
}

/// Refuses a chunk with any byte in it.
async fn require_empty(mut chunk: Chunk) -> Result<Option<Chunk>> {
    if chunk.size.is_some_and(|size| size > 0) {
        return Err(Error::TooMany(0));
    }
    while let Some(piece) = chunk.body.next().await {
        if !piece.map_err(Error::Body)?.is_empty() {
            return Err(Error::TooMany(0));
        }
    }
    if let Some(checksum) = &chunk.checksum {
        checksum.compare(checksum.begin())?;
    }
    Ok(None)
}

impl System<'_> {
    /// Deletes an image that waits for data and that nothing works on. Changes nothing otherwise.
    pub(super) async fn discard(&self, image: ImageId, actor: Actor) -> Result<()> {
        let sql = "
            update image set status = 'deleted', updated_at = $2, deleted_at = $2
            where id = $1 and status = 'queued'
                and not exists (select 1 from upload where image_id = $1 and state = 'open')
            returning owner, coalesce(name, '')";
        let discard = query(sql).bind(image.to_string()).bind(now());
        let mut tx = self.registry.db.begin().await?;
        let gone: Option<(String, String)> = tx.fetch_optional(discard).await?;
        if let Some((owner, name)) = gone {
            let owner = ProjectId::try_from(owner)?;
            let event = given_up(actor, image.to_string(), name, owner.clone());
            tx.record_audit_event(&event).await?;
            let mut ledger = self.registry.ledger(&mut tx);
            ledger.remove_image(image, &owner, 0).await?;
        }
        Ok(tx.commit().await?)
    }
}
