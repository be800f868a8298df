use std::{pin::pin, time::Duration};

use db::with_tx;
use model::{Upload, UploadId, now};
use store::{ByteStream, Part};
use tokio::time::{MissedTickBehavior, interval};

use super::{Uploads, claim::Claim};
use crate::{
    Error, Registry, Result,
    ingest::{Digests, Hashing, Source, Stop, write_part},
    quota::refusal,
    rows::{UploadRow, signed},
};

/// How often a slow writer says that it is alive and asks whether it may go on.
const HEARTBEAT: Duration = Duration::from_secs(20);

impl Uploads<'_> {
    /// Adds `body` at `offset`. What arrived is durable when this returns, and the image active if that was all.
    ///
    /// A body that breaks off is no error: the upload then stands where the last durable byte is.
    pub async fn append(
        &self,
        id: UploadId,
        offset: u64,
        size: Option<u64>,
        body: ByteStream,
    ) -> Result<Upload> {
        let upload = self.open(id).await?;
        if upload.state == model::UploadState::Done {
            return Err(Error::WrongOffset {
                id,
                at: upload.offset(),
                given: offset,
            });
        }
        if let (Some(announced), Some(size)) = (upload.announced(), size)
            && offset.saturating_add(size) > announced
        {
            return Err(Error::TooMany(announced));
        }
        let registry = self.registry.clone();
        // A task of its own: when the client goes away, what it sent is still brought to safety.
        let task = tokio::spawn(async move {
            let claim = registry.claim(&upload, offset).await?;
            let upload = claim.upload.clone();
            match registry.take(claim, body).await {
                // What there is no room for is not kept half: the image is queued again.
                Err(error) if error.is_over() => Err(registry.refuse(&upload, error).await?),
                outcome => outcome,
            }
        });
        task.await.map_err(|_| Error::Stopped)?.map(Upload::from)
    }
}

impl Registry {
    async fn take(&self, claim: Claim, body: ByteStream) -> Result<UploadRow> {
        let (claim, stop) = self.ingest(claim, body).await?;
        if let Stop::Cut(cut) = stop {
            match refusal(cut) {
                // The client's connection: what came before is kept.
                Error::Body(_) => {}
                refused => return Err(refused),
            }
        }
        if claim.upload.is_whole() {
            self.finish(claim).await
        } else {
            self.keep_no_more(&claim.upload).await?;
            Ok(claim.upload)
        }
    }

    /// Gives back what was reserved ahead of an upload of unknown length.
    async fn keep_no_more(&self, upload: &UploadRow) -> Result<()> {
        if upload.length.is_some() {
            return Ok(());
        }
        with_tx!(self.db, |tx, Any| {
            let mut ledger = self.ledger(&mut tx);
            ledger.settle(&upload.id.to_string(), upload.offset()).await
        })
    }

    /// Brings `body` into the store part by part, each durable, then counted. Also tells how the body ended.
    pub(super) async fn ingest(&self, mut claim: Claim, body: ByteStream) -> Result<(Claim, Stop)> {
        let mut source = Source::new(self.metered(&claim.upload, body));
        let mut hashing = Hashing::new(Digests::load(&claim.upload.digests)?);
        loop {
            let left = claim
                .upload
                .announced()
                .map_or(u64::MAX, |announced| announced - claim.upload.offset());
            if left == 0 {
                break;
            }
            let number = u32::try_from(claim.upload.parts + 1)
                .map_err(|_| Error::TooMany(claim.upload.offset()))?;
            let (part, stop) = self
                .next_part(&claim, number, &mut source, &mut hashing, left)
                .await?;
            if let Some(part) = part {
                let digests = hashing.settle().await?.save();
                claim.upload = self.checkpoint(&claim, &part, digests).await?;
            }
            if !matches!(stop, Stop::Full) {
                return Ok((claim, stop));
            }
        }
        // Whoever sends more than was announced means another file.
        if source.has_more().await {
            self.system()
                .end(&claim.upload, claim.upload.made_image)
                .await?;
            self.system().reclaim().await;
            return Err(Error::TooMany(claim.upload.offset()));
        }
        Ok((claim, Stop::End))
    }

    /// Writes one part; while that takes, the claim is renewed, and given up where it does not hold any more.
    async fn next_part(
        &self,
        claim: &Claim,
        number: u32,
        source: &mut Source,
        hashing: &mut Hashing,
        most: u64,
    ) -> Result<(Option<Part>, Stop)> {
        let mut heartbeat = interval(HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        heartbeat.tick().await;
        let store = self.store_of(&claim.upload)?;
        let place = (&claim.upload.object_key, &claim.session, number);
        let mut writing = pin!(write_part(&**store, place, source, hashing, most));
        loop {
            tokio::select! {
                written = &mut writing => return match written {
                    // Whoever ended the upload ended its session: that is what the client should hear of.
                    Err(Error::Store(store::Error::SessionEnded(_))) => {
                        Err(self.why_not(&claim.upload, claim.upload.offset()).await?)
                    }
                    written => written,
                },
                _ = heartbeat.tick() => self.renew(claim).await?,
            }
        }
    }

    /// Counts a durable part, if the claim still holds.
    async fn checkpoint(&self, claim: &Claim, part: &Part, digests: Vec<u8>) -> Result<UploadRow> {
        let upload = &claim.upload;
        let received = upload.received + signed(part.size);
        let counted = with_tx!(self.db, |tx, Any| {
            let sql = "
                update upload set received = $4, parts = parts + 1, digests = $5, updated_at = $6
                where id = $1 and fence = $2 and received = $3 and state = 'open'";
            let counted = sqlx::query(sql)
                .bind(upload.id.to_string())
                .bind(upload.fence)
                .bind(upload.received)
                .bind(received)
                .bind(&digests)
                .bind(now())
                .execute(&mut *tx)
                .await?;
            if counted.rows_affected() == 0 {
                return Ok(false);
            }
            let sql =
                "insert into upload_part (upload_id, number, size, tag) values ($1, $2, $3, $4)";
            sqlx::query(sql)
                .bind(upload.id.to_string())
                .bind(i64::from(part.number))
                .bind(signed(part.size))
                .bind(&part.tag)
                .execute(&mut *tx)
                .await?;
            // Whoever lowers a quota means uploads under way too.
            self.ledger(&mut tx).check(&upload.id.to_string()).await?;
            Ok::<_, Error>(true)
        })?;
        if !counted {
            return Err(self.why_not(upload, upload.offset()).await?);
        }
        Ok(UploadRow {
            received,
            parts: upload.parts + 1,
            digests,
            ..upload.clone()
        })
    }
}
