use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures::TryStreamExt;
use store::ByteStream;

/// Bytes at the start of a disk that tell what it is.
const HEAD: usize = 64 << 10;

/// The first bytes of a stream, remembered while it passes.
#[derive(Clone, Debug, Default)]
pub struct Head(Arc<Mutex<Vec<u8>>>);

impl Head {
    /// `body`, and what will be remembered of it.
    pub fn of(body: ByteStream) -> (ByteStream, Self) {
        let head = Self::default();
        let remembered = head.clone();
        let body = body.inspect_ok(move |piece| remembered.take(piece));
        (Box::pin(body), head)
    }

    /// What has passed, up to 64 KiB.
    pub fn bytes(&self) -> Vec<u8> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn take(&self, piece: &Bytes) {
        let mut head = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = HEAD - head.len();
        head.extend_from_slice(&piece[..piece.len().min(room)]);
    }
}
