use db::with_db;
use model::{ImageId, UploadId, now};
use store::ByteStream;

use super::{NewUpload, Target, Uploads, begin::PUT, claim::Claim};
use crate::{
    Error, Registry, Result,
    ingest::Stop,
    quota::refusal,
    rows::{UploadRow, signed},
};

impl Uploads<'_> {
    /// Takes the whole data of a queued image in one go: all of it, or nothing is kept.
    ///
    /// `length` is what the client says will come, where it says so.
    pub async fn put(&self, id: ImageId, length: Option<u64>, body: ByteStream) -> Result<()> {
        self.has_room(length).await?;
        let image = self.receiving(id).await?;
        let new = NewUpload {
            target: Target::Image(id),
            length,
            sha256: None,
            sha512: None,
        };
        let upload = self.admit(PUT, &image, &new).await?;
        let registry = self.registry.clone();
        // A task of its own: when the client goes away, the image is given back, not left half done.
        let task = tokio::spawn(async move { registry.put(upload, length, body).await });
        task.await.map_err(|_| Error::Stopped)?
    }
}

impl Registry {
    async fn put(&self, id: UploadId, length: Option<u64>, body: ByteStream) -> Result<()> {
        let upload = self
            .system()
            .upload(id)
            .await?
            .ok_or(Error::UploadNotFound(id))?;
        let outcome = self.put_whole(&upload, length, body).await;
        if outcome.is_err() {
            // Whatever went wrong, the first error is the one to tell.
            if let Err(error) = self.system().end(&upload, false).await {
                tracing::warn!(%error, image = %upload.image_id, "the image is given back later, by the sweep");
            }
            self.system().reclaim().await;
        }
        match outcome {
            // Only a delete ends an upload that this very task holds.
            Err(Error::UploadEnded(_) | Error::ReservationEnded) => {
                Err(Error::DeletedMeanwhile(upload.image_id))
            }
            outcome => outcome,
        }
    }

    async fn put_whole(
        &self,
        upload: &UploadRow,
        length: Option<u64>,
        body: ByteStream,
    ) -> Result<()> {
        let claim = self.claim(upload, 0).await?;
        let (claim, stop) = self.ingest(claim, body).await?;
        if let Stop::Cut(error) = stop {
            return Err(refusal(error));
        }
        let got = claim.upload.offset();
        match length {
            Some(want) if got < want => Err(Error::TooFew { got, want }),
            Some(_) => self.finish(claim).await.map(drop),
            None => self.finish(self.announce(claim).await?).await.map(drop),
        }
    }

    /// Notes the length of an upload of which it was not known before.
    async fn announce(&self, claim: Claim) -> Result<Claim> {
        let length = Some(signed(claim.upload.offset()));
        let sql = "update upload set length = $3, updated_at = $4 where id = $1 and fence = $2";
        with_db!(self.db, |pool, Any| sqlx::query(sql)
            .bind(claim.upload.id.to_string())
            .bind(claim.upload.fence)
            .bind(length)
            .bind(now())
            .execute(pool)
            .await
            .map(drop))?;
        Ok(Claim {
            upload: UploadRow {
                length,
                ..claim.upload
            },
            session: claim.session,
        })
    }
}
