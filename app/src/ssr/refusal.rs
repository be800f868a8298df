use model::ErrorKind;

use super::{
    answer::retry_after,
    handles::{RequestId, extension},
};
use crate::{Error, host};

impl From<registry::Error> for Error {
    fn from(error: registry::Error) -> Self {
        refuse_or_fail(error.kind(), error)
    }
}

impl From<identity::Error> for Error {
    fn from(error: identity::Error) -> Self {
        if let Some(seconds) = error.retry_after() {
            retry_after(seconds);
        }
        refuse_or_fail(error.kind(), error)
    }
}

/// An error that is the caller's to know about.
pub fn refuse(kind: ErrorKind, message: String) -> Error {
    let request_id = extension::<RequestId>().map(|id| id.0);
    host::refuse(Error {
        kind,
        message,
        request_id,
    })
}

/// An error that is ours: the operator reads all of it, the caller one fixed sentence.
pub fn fail(error: impl std::error::Error) -> Error {
    tracing::error!(error = sentence(&error), "a page failed");
    refuse(
        ErrorKind::Internal,
        "something went wrong on our side".to_owned(),
    )
}

/// An error with all its causes.
pub fn sentence(error: &dyn std::error::Error) -> String {
    let mut sentence = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        sentence = format!("{sentence}: {cause}");
        source = cause.source();
    }
    sentence
}

fn refuse_or_fail(kind: ErrorKind, error: impl std::error::Error) -> Error {
    match kind {
        ErrorKind::Internal => fail(error),
        _ => refuse(kind, error.to_string()),
    }
}
