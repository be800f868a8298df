//! What the file of a form becomes: a new image, or the data of one that is there.

use std::io;

use futures::{StreamExt, channel::mpsc, stream};
use model::{Caller, Change, Image, ImageId, NewImage};
use multer::bytes::Bytes;
use registry::{Reauthenticator, Registry};

use super::Bytestream;

/// Who sends the form, and where to.
pub struct Sender {
    pub registry: Registry,
    pub caller: Caller,
    /// Asked again while the file arrives, and before it becomes an image.
    pub reauthenticator: Reauthenticator,
}

/// Gives an image that is there its data. Its formats stay as they are; one that it lacks is that of the file.
pub async fn fill(
    sender: &Sender,
    id: ImageId,
    file: &NewImage,
    bytes: Bytestream,
) -> registry::Result<Image> {
    let Sender {
        registry,
        caller,
        reauthenticator,
    } = sender;
    let images = registry.images(caller);
    let image = images.get(id).await?;
    let mut missing = Vec::new();
    if image.disk_format.is_none() {
        missing.push(Change::DiskFormat(file.disk_format));
    }
    if image.container_format.is_none() {
        missing.push(Change::ContainerFormat(file.container_format));
    }
    if !missing.is_empty() {
        images.update(id, &missing).await?;
    }
    let uploads = registry.uploads(caller).under(reauthenticator);
    uploads.put(id, None, bytes).await?;
    images.get(id).await
}

/// Makes an image of a file, or leaves nothing behind.
pub async fn keep(sender: &Sender, new: &NewImage, bytes: Bytestream) -> registry::Result<Image> {
    let Sender {
        registry,
        caller,
        reauthenticator,
    } = sender;
    let image = registry.images(caller).create(new).await?;
    let uploads = registry.uploads(caller).under(reauthenticator);
    match uploads.put(image.id, None, bytes).await {
        Ok(()) => registry.images(caller).get(image.id).await,
        Err(error) => {
            if let Err(error) = registry.images(caller).delete(image.id).await {
                tracing::warn!(%error, image = %image.id, "an image without data stays");
            }
            Err(error)
        }
    }
}

/// The pieces until the empty one that says that it was the last. A stream that merely stops was cut off.
pub fn whole(pieces: mpsc::Receiver<Option<Bytes>>) -> Bytestream {
    stream::unfold(Some(pieces), |pieces| async {
        let mut pieces = pieces?;
        match pieces.next().await {
            Some(Some(piece)) => Some((Ok(piece), Some(pieces))),
            Some(None) => None,
            None => Some((Err(io::ErrorKind::UnexpectedEof.into()), None)),
        }
    })
    .boxed()
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[test]
    fn a_stream_that_stops_without_its_end_is_cut_off() {
        let outcome = |pieces: Vec<Option<&'static str>>| {
            let (mut into, out) = mpsc::channel(8);
            for piece in pieces {
                let piece = piece.map(|text| Bytes::from_static(text.as_bytes()));
                into.try_send(piece).expect("there is room");
            }
            drop(into);
            let read = whole(out).collect::<Vec<_>>().now_or_never();
            read.expect("all is there")
        };
        assert!(
            outcome(vec![Some("a"), Some("b"), None])
                .iter()
                .all(io::Result::is_ok)
        );
        assert!(
            outcome(vec![Some("a")])
                .last()
                .is_some_and(io::Result::is_err)
        );
    }
}
