use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt};
use store::ByteStream;

/// A piece below this is gathered with those that have arrived after it: each piece costs several queues and a write, and a
/// client may send a chunk for every byte.
const SMALL: usize = 4 << 10;

/// So much is gathered at most.
const GATHERED: usize = 64 << 10;

/// `body` in fewer pieces: small ones are joined with what has arrived after them. Nothing is waited for.
///
/// For a body that comes straight from the network. One that asks the database before each piece must not be asked for the
/// next one while the present one is still to be written.
pub fn gathered(body: ByteStream) -> ByteStream {
    Gathered { body, ended: None }.boxed()
}

struct Gathered {
    body: ByteStream,
    /// How the body ended while a piece was gathered.
    ended: Option<io::Result<()>>,
}

impl Stream for Gathered {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(end) = self.ended.take() {
            return Poll::Ready(end.err().map(Err));
        }
        let first = match ready!(self.body.poll_next_unpin(context)) {
            Some(Ok(piece)) if piece.len() < SMALL => piece,
            other => return Poll::Ready(other),
        };
        let mut gathered = BytesMut::from(first);
        while gathered.len() < GATHERED {
            match self.body.poll_next_unpin(context) {
                Poll::Ready(Some(Ok(piece))) => gathered.extend_from_slice(&piece),
                Poll::Ready(end) => {
                    self.ended = Some(end.map_or(Ok(()), |end| end.map(drop)));
                    break;
                }
                Poll::Pending => break,
            }
        }
        Poll::Ready(Some(Ok(gathered.freeze())))
    }
}

#[cfg(test)]
mod tests {
    use std::iter;

    use futures::stream;

    use super::*;

    #[tokio::test]
    async fn pieces_of_one_byte_are_gathered_and_an_error_after_them_is_not_lost() {
        let bytes = iter::repeat_with(|| Ok(Bytes::from_static(b"x"))).take(100_000);
        let broken = iter::once_with(|| Err(io::Error::other("broken")));
        let mut body = gathered(stream::iter(bytes.chain(broken)).boxed());
        let mut sizes = Vec::new();
        let error = loop {
            match body.next().await.expect("the error is not lost") {
                Ok(piece) => sizes.push(piece.len()),
                Err(error) => break error,
            }
        };
        assert_eq!(error.to_string(), "broken");
        assert_eq!(sizes, [GATHERED, 100_000 - GATHERED]);
        assert!(body.next().await.is_none(), "and it ends");
    }

    #[tokio::test]
    async fn what_has_arrived_is_not_held_back_for_what_may_come() {
        let (send, body) = futures::channel::mpsc::unbounded();
        let mut body = gathered(body.boxed());
        for text in ["a", "b"] {
            let sent = send.unbounded_send(Ok(Bytes::from_static(text.as_bytes())));
            sent.expect("is sent");
        }
        let piece = body.next().await.expect("a piece").expect("no error");
        assert_eq!(piece, "ab");
        drop(send);
        assert!(body.next().await.is_none());
    }
}
