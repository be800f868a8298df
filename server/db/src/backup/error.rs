use std::{io, path::PathBuf};

/// Why a database could not be copied or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error(transparent)]
    Open(#[from] crate::Error),
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    #[error("{}: {cause}", .path.display())]
    File {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    #[error("the copy of the database is damaged: {0}")]
    Damaged(String),
    #[error("the database is not empty: {0}; restore into a new one")]
    NotEmpty(String),
}

impl BackupError {
    /// What makes an error of a file say which file.
    pub fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::File { path, cause }
    }
}
