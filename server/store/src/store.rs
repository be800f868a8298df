use std::{fmt, io, ops::Range, time::Duration};

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt, TryStreamExt, stream::BoxStream};
use model::Invalid;

use crate::{Key, Result};

/// Bytes on their way, piece by piece. An error ends them.
pub type ByteStream = BoxStream<'static, io::Result<Bytes>>;

/// The right to write one object, as text that can live in a row and move between nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session(String);

impl Session {
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }

    /// The session's text, to be kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Session {
    type Error = Invalid;

    /// Reads back a session that was written to a row.
    fn try_from(text: String) -> std::result::Result<Self, Invalid> {
        let safe = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if text.is_empty() || text.starts_with('.') || !text.chars().all(safe) {
            return Err(Invalid::new("store session", "is not one of ours"));
        }
        Ok(Self(text))
    }
}

/// A part that is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its place among the parts: they are joined in the order of their numbers.
    pub number: u32,
    /// Bytes in it.
    pub size: u64,
    /// What the store calls this very writing of the part.
    pub tag: String,
}

/// Something that a store holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredItem {
    /// A complete object, of so many bytes.
    Object { key: Key, size: u64 },
    /// A session that was neither completed nor aborted, of so many bytes, in which nothing was written for `idle`.
    Session {
        session: Session,
        size: u64,
        idle: Duration,
    },
}

/// A place that keeps bytes.
///
/// - An object is invisible until [`complete`](Self::complete) returns; nobody reads half an object.
/// - A part is durable when [`put_part`](Self::put_part) returns. If it fails, the part does not exist.
/// - Every writing of a part stands alone: only those named to `complete` are in the object, so what a
///   writer does that lost its right, however late, has no effect.
/// - `complete`, `abort` and `delete` may be repeated: after a crash the caller does it again.
/// - What is complete never changes.
#[async_trait]
pub trait Store: fmt::Debug + Send + Sync + 'static {
    /// Opens a session in which `key` can be written.
    async fn begin(&self, key: &Key) -> Result<Session>;

    /// Writes `data` to its end as part `number`. An error in `data` discards the part.
    async fn put_part(
        &self,
        key: &Key,
        session: &Session,
        number: u32,
        data: ByteStream,
    ) -> Result<Part>;

    /// Releases a part that will not be named to `complete`. That there is none is no error.
    async fn drop_part(&self, key: &Key, session: &Session, part: &Part) -> Result<()>;

    /// Makes the object out of `parts`, in the order of their numbers, and ends the session.
    async fn complete(&self, key: &Key, session: &Session, parts: &[Part]) -> Result<()>;

    /// Ends the session and drops whatever was written in it. The object, if it is complete, stays.
    async fn abort(&self, key: &Key, session: &Session) -> Result<()>;

    /// Whether a session that was begun can still be written to.
    async fn is_open(&self, key: &Key, session: &Session) -> Result<bool>;

    /// Reads the object, or those bytes of it.
    async fn read(&self, key: &Key, range: Option<Range<u64>>) -> Result<ByteStream>;

    /// The object's bytes.
    async fn size(&self, key: &Key) -> Result<u64>;

    /// Drops the object. That there is none is no error.
    async fn delete(&self, key: &Key) -> Result<()>;

    /// Ends a session that was listed, of which nobody knows for what it was.
    async fn drop_session(&self, session: &Session) -> Result<()>;

    /// Everything that is held, in no order. What comes or goes meanwhile may be missing or not.
    async fn list(&self) -> Result<Vec<StoredItem>>;

    /// The marker: which database the store belongs to. `None` where none has been written yet.
    async fn marker(&self) -> Result<Option<String>>;

    /// Writes the marker, durably, and replaces one that is there.
    async fn set_marker(&self, marker: &str) -> Result<()>;

    /// Whether objects outlive the process.
    fn is_persistent(&self) -> bool {
        true
    }

    /// Bytes that still fit, where the store can tell.
    async fn room(&self) -> Result<Option<u64>>;
}

/// A stream of one piece.
pub fn one(data: impl Into<Bytes>) -> ByteStream {
    let data = data.into();
    futures::stream::once(async move { Ok(data) }).boxed()
}

/// The whole of a stream, in memory. For what is known to be small.
pub async fn collect(stream: impl Stream<Item = io::Result<Bytes>>) -> io::Result<Bytes> {
    let all = stream.try_fold(BytesMut::new(), |mut all, piece| async move {
        all.extend_from_slice(&piece);
        Ok(all)
    });
    Ok(all.await?.freeze())
}
