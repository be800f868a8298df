use db::query;
use futures::StreamExt;
use model::{Caller, ImageId, Status, Upload};

use super::{Chunk, NewUpload, Target, Uploads};
use crate::{Error, Result, System, lifecycle::Retirement};

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
                system.discard(upload.image, self.caller).await?;
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
    /// Deletes an image that waits for data and that nothing works on, by the wish of `by`, whose it still is. Changes nothing otherwise.
    pub(super) async fn discard(&self, image: ImageId, by: &Caller) -> Result<()> {
        let retirement = Retirement {
            image,
            from: &[Status::Queued],
            unprotected: false,
            owned_by: Some(&by.project),
            actor: by.into(),
        };
        let now = self.registry.db.now().await?;
        let mut tx = self.registry.db.begin().await?;
        let mut lifecycle = self.registry.lifecycle(&mut tx, now);
        lifecycle.retire(retirement).await?;
        // Asked while the image is locked: whoever begins an upload locks it after the insertion of its row.
        let sql = "select id from upload where image_id = $1 and state = 'open'";
        let open = query(sql).bind(image.to_string());
        if tx.scalar_optional::<String>(open).await?.is_some() {
            return Ok(());
        }
        Ok(tx.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use model::{ContainerFormat, DiskFormat, NewImage};
    use store::{MemoryStore, Stores};
    use testkit::{Fixtures, both_databases};

    use super::*;
    use crate::Registry;

    both_databases! {
        async fn an_image_that_somebody_begins_to_fill_is_not_discarded(db: TestDb) {
            let alice = Fixtures::new(db.db.clone()).await.member("alice").await;
            let stores = Stores::new("memory", MemoryStore::new(1 << 20));
            let registry = Registry::new(db.db.clone(), stores);
            let (images, uploads) = (registry.images(&alice.caller), registry.uploads(&alice.caller));
            let new = NewImage {
                disk_format: Some(DiskFormat::Raw),
                container_format: Some(ContainerFormat::Bare),
                ..NewImage::default()
            };
            let image = images.create(&new).await.expect("an image");
            let new = NewUpload {
                target: Target::Image(image.id),
                length: Some(4),
                sha256: None,
                sha512: None,
                metadata: String::new(),
            };
            let upload = uploads.begin(&new).await.expect("begins");
            let system = registry.system();
            system.discard(image.id, &alice.caller).await.expect("looks");
            images.get(image.id).await.expect("is there");
            uploads.end(upload.id).await.expect("is given up");
            system.discard(image.id, &alice.caller).await.expect("discards");
            images.get(image.id).await.expect_err("is gone");
        }
    }
}
