use std::io;

use bytes::Bytes;
use futures::{StreamExt, channel::mpsc, sink::SinkExt};
use store::{ByteStream, Key, Part, Session, Store};

use super::{Hashing, PART};
use crate::{Error, Result};

/// Where bytes come from: a request's body, and what of it was read too far.
pub struct Source {
    body: ByteStream,
    carry: Option<Bytes>,
}

/// Why a part ended.
#[derive(Debug)]
pub enum Stop {
    /// It is full; more may come.
    Full,
    /// The body is at its end.
    End,
    /// The body broke off. What came before is good.
    Cut(io::Error),
}

impl Source {
    pub fn new(body: ByteStream) -> Self {
        Self { body, carry: None }
    }

    /// The next bytes, at most `most` of them.
    async fn next(&mut self, most: u64) -> io::Result<Option<Bytes>> {
        let mut piece = match self.carry.take() {
            Some(piece) => piece,
            None => match self.body.next().await.transpose()? {
                Some(piece) => piece,
                None => return Ok(None),
            },
        };
        if piece.len() as u64 > most {
            // `most` is less than a length in memory.
            self.carry = Some(piece.split_off(most as usize));
        }
        Ok(Some(piece))
    }

    /// Whether any byte is left.
    pub async fn has_more(&mut self) -> bool {
        loop {
            match self.next(u64::MAX).await {
                Ok(Some(piece)) if piece.is_empty() => {}
                Ok(Some(piece)) => {
                    self.carry = Some(piece);
                    return true;
                }
                Ok(None) | Err(_) => return false,
            }
        }
    }
}

/// Writes the next part, of at most `most` bytes, and hashes it on the way.
///
/// `None` instead of a part where no byte came. If this fails nothing was added, and `hashing` is of no more use.
pub async fn write_part(
    store: &dyn Store,
    (key, session, number): (&Key, &Session, u32),
    source: &mut Source,
    hashing: &mut Hashing,
    most: u64,
) -> Result<(Option<Part>, Stop)> {
    let most = most.min(PART);
    // The first bytes are waited for before a part is begun: an idle connection holds nothing in the store.
    let first = match source.next(most).await {
        Ok(Some(piece)) => piece,
        Ok(None) => return Ok((None, Stop::End)),
        Err(error) => return Ok((None, Stop::Cut(error))),
    };
    let (mut to_store, from_source) = mpsc::channel::<io::Result<Bytes>>(2);
    let pump = async {
        let (mut piece, mut left) = (first, most);
        loop {
            left -= piece.len() as u64;
            hashing.feed(piece.clone()).await?;
            if to_store.send(Ok(piece)).await.is_err() {
                // The store has given up; its own error says why.
                return Ok(Stop::End);
            }
            if left == 0 {
                break;
            }
            piece = match source.next(left).await {
                Ok(Some(piece)) => piece,
                Ok(None) => {
                    drop(to_store);
                    return Ok(Stop::End);
                }
                Err(error) => {
                    drop(to_store);
                    return Ok(Stop::Cut(error));
                }
            };
        }
        drop(to_store);
        Ok::<Stop, Error>(Stop::Full)
    };
    let (stop, part) = tokio::join!(
        pump,
        store.put_part(key, session, number, from_source.boxed())
    );
    Ok((Some(part?), stop?))
}
