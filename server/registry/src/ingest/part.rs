use std::io;

use bytes::Bytes;
use futures::{StreamExt, channel::mpsc, sink::SinkExt};
use store::{Key, Part, Session, Store};

use super::{Hashing, PART, Source};
use crate::{Error, Result};

/// Why a part ended.
#[derive(Debug)]
pub enum Stop {
    /// It is full; more may come.
    Full,
    /// The body is at its end.
    End,
    /// The body broke off, or was cut off. What came before is good.
    Cut(io::Error),
    /// Whoever sends it may not go on. What came before is good.
    Revoked(Error),
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
