use std::io;

use model::ErrorKind;

use crate::{Key, StoreId};

/// What a store answers.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a store did not do what it was asked. Never holds a credential or a path.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the store holds no object `{0}`")]
    NotFound(Key),
    #[error("the store is full")]
    Full,
    #[error("the write session of `{0}` has ended")]
    SessionEnded(Key),
    #[error("there is no store `{0}`")]
    UnknownStore(StoreId),
    #[error("the data stopped: {0}")]
    Source(#[source] io::Error),
    #[error("the store failed: {0}")]
    Io(#[source] io::Error),
}

impl Error {
    /// What a client can do about it.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound(_) => ErrorKind::Internal,
            // A disk that fails now may answer again: clients wait and go on, and tasks are tried again.
            Self::Io(_) => ErrorKind::Unavailable,
            Self::Full => ErrorKind::Full,
            Self::SessionEnded(_) => ErrorKind::Conflict,
            Self::UnknownStore(_) | Self::Source(_) => ErrorKind::Invalid,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            // Full for us: the disk, our quota on it, or the longest file that the file system keeps.
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::Full,
            _ => Self::Io(error),
        }
    }
}
