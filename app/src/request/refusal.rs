use model::ErrorKind;

use super::{
    answer::retry_after,
    context::{RequestId, extension},
};
use crate::shared::{Error, host};

impl From<registry::Error> for Error {
    fn from(error: registry::Error) -> Self {
        let public = error.public();
        refuse_or_fail(error.kind(), error, public)
    }
}

impl From<identity::Error> for Error {
    fn from(error: identity::Error) -> Self {
        if let Some(seconds) = error.retry_after() {
            retry_after(seconds);
        }
        let public = error.public();
        refuse_or_fail(error.kind(), error, public)
    }
}

/// An error that is the caller's to know about.
pub fn refuse(kind: ErrorKind, message: String) -> Error {
    host::refuse(Error {
        request_id: request_id(),
        ..Error::new(kind, message)
    })
}

/// An error about one field of a form: it is shown there.
pub fn refuse_at(field: &str, kind: ErrorKind, message: String) -> Error {
    host::refuse(Error {
        request_id: request_id(),
        field: Some(field.to_owned()),
        ..Error::new(kind, message)
    })
}

fn request_id() -> Option<String> {
    extension::<RequestId>().map(|id| id.0)
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

fn refuse_or_fail(kind: ErrorKind, error: impl std::error::Error, public: String) -> Error {
    if kind == ErrorKind::Internal {
        return fail(error);
    }
    if public != error.to_string() {
        tracing::warn!(error = sentence(&error), "a page could not be served");
    }
    refuse(kind, public)
}
