use std::io;

use bytes::Bytes;
use futures::{StreamExt, stream};
use model::UploadId;
use store::ByteStream;

use crate::{Error, Registry, Result, rows::UploadRow};

/// A body of unknown length, and how much of it is reserved for.
struct MeteredBody {
    registry: Registry,
    id: UploadId,
    /// The offset of the body in the whole.
    at: u64,
    /// Bytes that are reserved.
    until: u64,
    body: ByteStream,
}

impl Registry {
    /// The same body, of which nothing is given out before there is a reservation for it.
    ///
    /// It breaks off where the quota ends; [`refusal`] tells. Where the length is known it is reserved as a whole already.
    pub(crate) fn metered(&self, upload: &UploadRow, body: ByteStream) -> ByteStream {
        if upload.length.is_some() {
            return body;
        }
        let metered = MeteredBody {
            registry: self.clone(),
            id: upload.id,
            at: upload.offset(),
            until: upload.offset(),
            body,
        };
        stream::unfold(Some(metered), |metered| async move {
            let mut metered = metered?;
            match metered.next().await {
                Ok(None) => None,
                Ok(Some(piece)) => Some((Ok(piece), Some(metered))),
                Err(error) => Some((Err(error), None)),
            }
        })
        .boxed()
    }

    async fn grow_ahead(&self, id: UploadId, total: u64) -> Result<u64> {
        let mut tx = self.db.begin().await?;
        let mut ledger = self.ledger(&mut tx);
        let reserved = ledger.grow_ahead(&id.to_string(), total).await?;
        tx.commit().await?;
        Ok(reserved)
    }
}

impl MeteredBody {
    async fn next(&mut self) -> io::Result<Option<Bytes>> {
        let Some(piece) = self.body.next().await.transpose()? else {
            return Ok(None);
        };
        self.at += piece.len() as u64;
        if self.at > self.until {
            let (registry, id, at) = (&self.registry, self.id, self.at);
            let grown = registry.wait_for_room(id, || registry.grow_ahead(id, at));
            self.until = grown.await.map_err(io::Error::other)?;
        }
        Ok(Some(piece))
    }
}

/// Why a body broke off: our own refusal, or what the body itself says.
pub(crate) fn refusal(cut: io::Error) -> Error {
    cut.downcast::<Error>().unwrap_or_else(Error::Body)
}
