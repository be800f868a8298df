use std::{io, time::Duration};

use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use model::Caller;
use registry::{Error, Reauthenticator};
use store::ByteStream;
use tokio::time::Instant;

/// What is left of a download, and who reads it.
struct Reader {
    bytes: ByteStream,
    caller: Caller,
    reauthenticator: Reauthenticator,
    every: Duration,
    asked: Instant,
}

/// The same bytes, which end with an error once their reader's token or session has ended: that is asked anew at each piece
/// that is sent after `every`. A reader that takes nothing is ended by the server loop.
pub fn while_allowed(
    bytes: ByteStream,
    caller: Caller,
    reauthenticator: Reauthenticator,
    every: Duration,
) -> impl Stream<Item = io::Result<Bytes>> {
    let reader = Reader {
        bytes,
        caller,
        reauthenticator,
        every,
        asked: Instant::now(),
    };
    stream::unfold(Some(reader), |reader| async move {
        let mut reader = reader?;
        if let Err(error) = reader.is_allowed().await {
            return Some((Err(error), None));
        }
        let piece = reader.bytes.next().await?;
        Some((piece, Some(reader)))
    })
}

impl Reader {
    async fn is_allowed(&mut self) -> io::Result<()> {
        if self.asked.elapsed() < self.every {
            return Ok(());
        }
        self.asked = Instant::now();
        match self.reauthenticator.ask(&self.caller).await {
            Ok(_) => Ok(()),
            // Who cannot be asked for just now is not known to be gone.
            Err(Error::Unasked(problem)) => {
                tracing::warn!(problem, "the reader of a download could not be asked for");
                Ok(())
            }
            Err(error) => {
                tracing::info!(user = %self.caller.user, "a download was ended: its reader's sign-in has ended");
                Err(io::Error::new(io::ErrorKind::PermissionDenied, error))
            }
        }
    }
}
