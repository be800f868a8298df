use std::{io, time::Duration};

use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use model::{Caller, ImageId};
use registry::{Error, Reauthenticator, Registry};
use store::ByteStream;
use tokio::time::Instant;

/// Who downloads which image, and by whom it can be asked whether they still may.
pub struct Reader {
    pub registry: Registry,
    pub image: ImageId,
    pub caller: Caller,
    pub reauthenticator: Reauthenticator,
}

/// What is left of a download.
struct Download {
    bytes: ByteStream,
    reader: Reader,
    every: Duration,
    asked: Instant,
}

/// The same bytes, which end with an error once the reader's token or session has ended, or the reader may not download the
/// image any more: that is asked anew at each piece that is sent after `every`. A reader that takes nothing is ended by the
/// server loop.
pub fn while_allowed(
    bytes: ByteStream,
    reader: Reader,
    every: Duration,
) -> impl Stream<Item = io::Result<Bytes>> {
    let download = Download {
        bytes,
        reader,
        every,
        asked: Instant::now(),
    };
    stream::unfold(Some(download), |download| async move {
        let mut download = download?;
        if download.asked.elapsed() >= download.every {
            download.asked = Instant::now();
            if let Err(error) = download.reader.is_allowed().await {
                return Some((Err(error), None));
            }
        }
        let piece = download.bytes.next().await?;
        Some((piece, Some(download)))
    })
}

impl Reader {
    async fn is_allowed(&self) -> io::Result<()> {
        match self.may_download().await {
            Ok(()) => Ok(()),
            // Who cannot be asked for just now is not known to be gone.
            Err(problem @ (Error::Unasked(_) | Error::Database(_))) => {
                tracing::warn!(%problem, "the reader of a download could not be asked for");
                Ok(())
            }
            Err(error) => {
                tracing::info!(user = %self.caller.user, image = %self.image, %error, "a download was ended");
                Err(io::Error::new(io::ErrorKind::PermissionDenied, error))
            }
        }
    }

    /// As who they are now, and as the image and the policies are now.
    async fn may_download(&self) -> Result<(), Error> {
        let now = self.reauthenticator.ask(&self.caller).await?;
        let data = self.registry.images(&now).data(self.image).await?;
        data.map(|_| ()).ok_or(Error::ImageNotFound(self.image))
    }
}
