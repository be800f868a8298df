use db::with_db;
use model::{ImageId, UploadId, now};
use store::ByteStream;

use super::{Claim, NewUpload, PUT, Target, Uploads};
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
        let upload = self.begun(id).await?;
        let outcome = async {
            let claim = self.claim(&upload, 0).await?;
            let claim = self.ingest_whole(claim, length, body).await?;
            self.finish(claim).await.map(drop)
        };
        self.or_give_back(&upload, outcome.await).await
    }

    /// The row of an upload that was admitted just now.
    pub(crate) async fn begun(&self, id: UploadId) -> Result<UploadRow> {
        let upload = self.system().upload(id).await?;
        upload.ok_or(Error::UploadNotFound(id))
    }

    /// Where it went wrong, gives the image back as it was; nothing that arrived is kept.
    pub(super) async fn or_give_back<T>(
        &self,
        upload: &UploadRow,
        outcome: Result<T>,
    ) -> Result<T> {
        if outcome.is_err() {
            // Whatever went wrong, the first error is the one to tell.
            if let Err(error) = self.system().end(upload, false).await {
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

    /// Brings the whole of `body` in: `length` bytes where that was said, and all of them in any case.
    pub(crate) async fn ingest_whole(
        &self,
        claim: Claim,
        length: Option<u64>,
        body: ByteStream,
    ) -> Result<Claim> {
        let (claim, stop) = self.ingest(claim, body).await?;
        if let Stop::Cut(error) = stop {
            return Err(refusal(error));
        }
        let got = claim.upload.offset();
        match length {
            Some(want) if got < want => Err(Error::TooFew { got, want }),
            Some(_) => Ok(claim),
            None => self.announce(claim).await,
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
