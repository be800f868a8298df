use model::{Upload, UploadId, UploadState};
use store::ByteStream;

use super::{Chunk, Uploads, guard::UploadGuard};
use crate::{Error, Registry, Result, ingest::Stop, rows::UploadRow};

/// Parts of an upload whatever their size: a connection that breaks off so often goes on.
const SMALL_PARTS: i64 = 1_000;

/// Bytes of an upload that allow one part more: each is a file in the store, with an inode and a block of its own, and is
/// looked at whenever the image is read.
const BYTES_OF_PART: u64 = 64 << 10;

/// The most parts in which so many bytes may have come.
fn parts_for(received: u64) -> i64 {
    SMALL_PARTS.saturating_add_unsigned(received / BYTES_OF_PART)
}

impl Uploads<'_> {
    /// Adds `body` at `offset`. What arrived is durable when this returns, and the image active if that was all.
    pub async fn append(
        &self,
        id: UploadId,
        offset: u64,
        size: Option<u64>,
        body: ByteStream,
    ) -> Result<Upload> {
        let chunk = Chunk {
            size,
            ..Chunk::at(offset, body)
        };
        self.add(id, chunk).await
    }

    /// Adds a chunk. What arrived is durable when this returns, and the image active if that was all.
    ///
    /// A body that breaks off is no error: the offset of the upload is then that of the last durable byte.
    pub async fn add(&self, id: UploadId, chunk: Chunk) -> Result<Upload> {
        let upload = self.open(id).await?;
        if upload.state == UploadState::Done {
            // Nothing at its end is no mistake: clients send it to learn that they are done.
            if chunk.offset == upload.offset() && chunk.size == Some(0) {
                return Ok(upload.into());
            }
            return Err(Error::WrongOffset {
                id,
                at: upload.offset(),
                given: chunk.offset,
            });
        }
        if upload.parts >= parts_for(upload.offset()) {
            return Err(Error::SmallChunks {
                id: upload.id,
                parts: upload.parts,
            });
        }
        self.fits(&upload, &chunk)?;
        let (registry, guard) = (self.registry.clone(), self.guard(upload.image_id));
        // A task of its own: when the client goes away, what it sent is still stored durably.
        let task = tokio::spawn(async move {
            match registry.add(&upload, chunk, &guard).await {
                // What there is no room for is not kept half: the image is queued again.
                Err(error) if error.is_over() => {
                    Err(registry.refuse(&upload, false, error).await?)
                }
                outcome => outcome,
            }
        });
        task.await.map_err(|_| Error::Stopped)?.map(Upload::from)
    }

    /// Refuses a chunk that goes beyond what was announced, or is allowed, before a byte of it is read.
    fn fits(&self, upload: &UploadRow, chunk: &Chunk) -> Result<()> {
        let most = self.registry.quotas.size_cap;
        if let Some(given) = chunk.length {
            match upload.announced() {
                Some(length) if length != given => {
                    return Err(Error::LengthFixed {
                        id: upload.id,
                        length,
                        given,
                    });
                }
                _ if given > most => return Err(Error::OverCap(most)),
                _ if given < upload.offset() => {
                    return Err(Error::LengthPassed {
                        at: upload.offset(),
                        given,
                    });
                }
                _ => {}
            }
        }
        let Some(size) = chunk.size else {
            return Ok(());
        };
        let end = chunk.offset.saturating_add(size);
        match upload.announced().or(chunk.length) {
            Some(length) if end > length => Err(Error::TooMany(length)),
            None if end > most => Err(Error::OverCap(most)),
            _ => Ok(()),
        }
    }
}

impl Registry {
    async fn add(
        &self,
        upload: &UploadRow,
        chunk: Chunk,
        guard: &UploadGuard,
    ) -> Result<UploadRow> {
        let began_at = chunk.offset;
        let mut claim = self.claim(upload, began_at).await?;
        self.reserve_again(&claim).await?;
        if let (Some(length), None) = (chunk.length, claim.upload.length) {
            claim = self.announce(claim, length).await?;
        }
        let (claim, stop) = self
            .write_body(claim, chunk.body, chunk.checksum.as_ref(), guard)
            .await?;
        if claim.upload.is_whole() {
            // Asked once more, so that no image becomes active for somebody who may not make one any more.
            guard.verify().await?;
            return self.finish(claim, guard).await;
        }
        // Whoever was superseded before a byte of theirs was recorded hears of it. With a byte recorded the offset is the answer.
        if claim.upload.offset() == began_at {
            self.poll(&claim).await?;
        }
        self.release_unused_reservation(&claim.upload).await?;
        match stop {
            Stop::Revoked(why) => Err(why),
            Stop::Cut(error) => match self.cut_off(error) {
                // The client's connection: what came before is kept.
                Error::Body(_) => Ok(claim.upload),
                why => Err(why),
            },
            Stop::Full | Stop::End => Ok(claim.upload),
        }
    }

    /// Releases what was reserved ahead of an upload of unknown length.
    async fn release_unused_reservation(&self, upload: &UploadRow) -> Result<()> {
        if upload.length.is_some() {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        let mut ledger = self.ledger(&mut tx);
        ledger
            .shrink_to(&upload.id.to_string(), upload.offset())
            .await?;
        Ok(tx.commit().await?)
    }
}
