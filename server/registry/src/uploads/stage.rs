use db::query;
use model::{Actor, AuditAction, ImageId, ProjectId};
use store::ByteStream;

use super::{Claim, NewUpload, STAGE, STAGED, Target, Uploads, finish::received};
use crate::{Error, Registry, Result};

impl Uploads<'_> {
    /// Takes the whole data of a queued image and keeps it aside, to be imported: all of it, or nothing is kept.
    ///
    /// The bytes belong to the row of this upload: they go when the image is deleted, or after a day without an import.
    pub async fn stage(&self, id: ImageId, length: Option<u64>, body: ByteStream) -> Result<()> {
        self.registry.has_room(length).await?;
        let image = self.receiving(id).await?;
        let new = NewUpload {
            target: Target::Image(id),
            length,
            sha256: None,
            sha512: None,
            metadata: String::new(),
        };
        let upload = self.admit(STAGE, &image, &new).await?;
        let (registry, guard) = (self.registry.clone(), self.guard(id));
        // A task of its own: when the client goes away, the image is queued again, not left half done.
        let task = tokio::spawn(async move {
            let upload = registry.begun(upload).await?;
            let outcome = async {
                let claim = registry.claim(&upload, 0).await?;
                let claim = registry.ingest_whole(claim, length, body, &guard).await?;
                registry.keep_staged(&claim, guard.sender()).await
            };
            registry
                .restore_image_on_error(&upload, outcome.await)
                .await
        });
        task.await.map_err(|_| Error::Stopped)?
    }
}

impl Registry {
    /// Keeps what was staged until it is imported.
    async fn keep_staged(&self, claim: &Claim, by: &Actor) -> Result<()> {
        let upload = &claim.upload;
        let (now, life) = (self.db.now().await?, self.life(STAGED));
        let sql = "
            update upload set kind = $3, updated_at = $4, expires_at = $5, lease_until = null
            where id = $1 and fence = $2 and state = 'open'";
        let keep = query(sql)
            .bind(upload.id.to_string())
            .bind(upload.fence)
            .bind(STAGED.name)
            .bind(now)
            .bind(now + life);
        let mut tx = self.db.begin().await?;
        if tx.execute(keep).await? == 0 {
            return Err(Error::DeletedMeanwhile(upload.image_id));
        }
        let sql = "
            update image set size = $2, updated_at = $3 where id = $1 and status = $4
            returning owner, coalesce(name, '')";
        let [_, uploading] = STAGE.statuses();
        let image = query(sql)
            .bind(upload.image_id.to_string())
            .bind(upload.received)
            .bind(now)
            .bind(uploading);
        let image: Option<(String, String)> = tx.fetch_optional(image).await?;
        let (owner, name) = image.ok_or(Error::DeletedMeanwhile(upload.image_id))?;
        let owner = ProjectId::try_from(owner)?;
        tx.record_audit_event(&received(by, AuditAction::ImageStage, upload, name, &owner))
            .await?;
        // Of what was reserved ahead, as many as came.
        let mut ledger = self.ledger(&mut tx);
        ledger
            .shrink_to(&upload.id.to_string(), upload.offset())
            .await?;
        Ok(tx.commit().await?)
    }
}
