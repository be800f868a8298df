use model::ErrorKind;

use super::{context::with, reply::retry_after};
use crate::shared::Error;

impl From<registry::Error> for Error {
    fn from(error: registry::Error) -> Self {
        let public = error.public();
        refuse_or_fail(error.kind(), &error, public)
    }
}

impl From<metadefs::Error> for Error {
    fn from(error: metadefs::Error) -> Self {
        let public = error.public();
        refuse_or_fail(error.kind(), &error, public)
    }
}

impl From<identity::Error> for Error {
    fn from(error: identity::Error) -> Self {
        if let Some(seconds) = error.retry_after() {
            retry_after(seconds);
        }
        let public = error.public();
        refuse_or_fail(error.kind(), &error, public)
    }
}

/// An error that is the caller's to know about.
pub fn refuse(kind: ErrorKind, message: impl Into<String>) -> Error {
    Error {
        request_id: Some(with(|request| request.id.clone())),
        ..Error::new(kind, message)
    }
}

/// An error about one field of a form: it is shown there.
pub fn refuse_at(field: &str, kind: ErrorKind, message: impl Into<String>) -> Error {
    Error {
        field: Some(field.to_owned()),
        ..refuse(kind, message)
    }
}

/// The operator reads all of an error that is ours, and of one with something to hide; the caller reads `public`.
fn refuse_or_fail(kind: ErrorKind, error: &dyn std::error::Error, public: String) -> Error {
    if kind == ErrorKind::Internal {
        tracing::error!(error = sentence(error), "a page failed");
        return refuse(kind, "something went wrong on our side");
    }
    if public != error.to_string() {
        tracing::warn!(error = sentence(error), "a page could not be served");
    }
    refuse(kind, public)
}

/// An error with all its causes.
fn sentence(error: &dyn std::error::Error) -> String {
    let mut sentence = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        sentence = format!("{sentence}: {cause}");
        source = cause.source();
    }
    sentence
}
