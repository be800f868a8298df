use std::io;

use db::query;
use model::{ImageId, UploadId};
use store::ByteStream;

use super::{Claim, NewUpload, PUT, Target, Uploads, guard::UploadGuard};
use crate::{
    Error, Registry, Result,
    ingest::{BodyInspection, Stop},
    quota::refusal,
    rows::{UploadRow, signed},
};

impl Uploads<'_> {
    /// Takes the whole data of a queued image in one go: all of it, or nothing is kept.
    ///
    /// `length` is what the client says will come, where it says so.
    pub async fn put(&self, id: ImageId, length: Option<u64>, body: ByteStream) -> Result<()> {
        self.registry.has_room(length).await?;
        let image = self.receiving(id).await?;
        let new = NewUpload {
            target: Target::Image(id),
            length,
            sha256: None,
            sha512: None,
            metadata: String::new(),
        };
        let upload = self.admit(PUT, &image, &new).await?;
        let (registry, guard) = (self.registry.clone(), self.guard(id));
        // A task of its own: when the client goes away, the image is queued again, not left half done.
        let task = tokio::spawn(async move { registry.put(upload, length, body, &guard).await });
        task.await.map_err(|_| Error::Stopped)?
    }
}

impl Registry {
    async fn put(
        &self,
        id: UploadId,
        length: Option<u64>,
        body: ByteStream,
        guard: &UploadGuard,
    ) -> Result<()> {
        let upload = self.begun(id).await?;
        let outcome = async {
            let claim = self.claim(&upload, 0).await?;
            let claim = self.ingest_whole(claim, length, body, guard).await?;
            self.finish(claim, guard).await.map(drop)
        };
        self.restore_image_on_error(&upload, outcome.await).await
    }

    /// The row of an upload that was admitted just now.
    pub(crate) async fn begun(&self, id: UploadId) -> Result<UploadRow> {
        let upload = self.system().upload(id).await?;
        upload.ok_or(Error::UploadNotFound(id))
    }

    /// Where it went wrong, gives the image back as it was; nothing that arrived is kept.
    pub(super) async fn restore_image_on_error<T>(
        &self,
        upload: &UploadRow,
        outcome: Result<T>,
    ) -> Result<T> {
        if outcome.is_err() {
            // Whatever went wrong, the first error is the one to tell.
            if let Err(error) = self.system().end(upload, false).await {
                tracing::warn!(%error, image = %upload.image_id, "the image is queued again later, by the sweep");
            }
            self.system().reclaim_soon();
        }
        match outcome {
            // Only a delete ends an upload that this very task holds.
            Err(Error::UploadEnded(_) | Error::ReservationEnded) => {
                Err(Error::DeletedMeanwhile(upload.image_id))
            }
            outcome => outcome,
        }
    }

    /// Brings the whole of `body` in: `length` bytes where that was said, and all of them in any case. It is looked at
    /// as it comes, and ends where it is certain that no image may be made of it.
    pub(crate) async fn ingest_whole(
        &self,
        claim: Claim,
        length: Option<u64>,
        body: ByteStream,
        guard: &UploadGuard,
    ) -> Result<Claim> {
        let inspector = self.inspector(&claim, length).await?;
        let (body, inspected) = BodyInspection::over(body, inspector);
        let (claim, stop) = self.write_body(claim, body, None, guard).await?;
        match stop {
            Stop::Revoked(why) => return Err(why),
            Stop::Cut(error) => return Err(self.cut_off(error)),
            Stop::Full | Stop::End => guard.verify().await?,
        }
        let got = claim.upload.offset();
        if let Some(want) = length.filter(|want| got < *want) {
            return Err(Error::TooFew { got, want });
        }
        inspected.accepted()?;
        match length {
            Some(_) => Ok(claim),
            None => self.announce(claim, got).await,
        }
    }

    /// Notes the length of an upload of which it was not known before, and reserves what is missing to it.
    pub(super) async fn announce(&self, claim: Claim, length: u64) -> Result<Claim> {
        let noted = self
            .wait_for_room(claim.upload.id, || self.note_length(&claim, length))
            .await?;
        if !noted {
            return Err(self.why_not(&claim.upload, claim.upload.offset()).await?);
        }
        Ok(Claim {
            upload: UploadRow {
                length: Some(signed(length)),
                ..claim.upload
            },
            session: claim.session,
        })
    }

    /// One transaction: the length is noted, and all of it reserved. `false` if the claim is void.
    async fn note_length(&self, claim: &Claim, length: u64) -> Result<bool> {
        let id = claim.upload.id.to_string();
        let sql = "
            update upload set length = $3, updated_at = $4
            where id = $1 and fence = $2 and state = 'open' and received <= $3";
        let note = query(sql)
            .bind(&id)
            .bind(claim.upload.fence)
            .bind(signed(length))
            .bind(self.db.now().await?);
        let mut tx = self.db.begin().await?;
        if tx.execute(note).await? == 0 {
            return Ok(false);
        }
        self.ledger(&mut tx).grow(&id, length).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Why a body that was cut off was.
    pub(super) fn cut_off(&self, error: io::Error) -> Error {
        match error.kind() {
            io::ErrorKind::TimedOut => Error::TooSlow {
                rate: self.pace.rate,
            },
            _ => refusal(error),
        }
    }
}
