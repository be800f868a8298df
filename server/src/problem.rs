//! What went wrong, as an answer. A handler says what; the layer around its endpoint says it in the endpoint's error format.

use std::fmt;

use axum::response::{IntoResponse, Response};
use http::{Extensions, HeaderName, HeaderValue, StatusCode, header};
use model::ErrorKind;

/// Why data was refused, in a word that stays the same in every language and release.
const REASON: HeaderName = HeaderName::from_static("vitrine-reason");

/// The result of a handler.
pub type Result<T> = std::result::Result<T, Problem>;

/// In how many seconds to try again what is not available now: a restarted PostgreSQL or Keystone takes about so long.
pub const SOON: u16 = 5;

/// A refusal: a kind, a sentence, and headers that belong to it.
#[derive(Clone, Debug)]
pub struct Problem {
    pub kind: ErrorKind,
    pub message: String,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Where HTTP has a status of its own for it, that no kind has.
    special: Option<StatusCode>,
}

impl Problem {
    /// A problem of `kind`, in a sentence.
    pub fn new(kind: ErrorKind, message: impl fmt::Display) -> Self {
        Self {
            kind,
            message: message.to_string(),
            headers: Vec::new(),
            special: None,
        }
    }

    /// The request has no valid credentials.
    pub fn unauthenticated() -> Self {
        Self::new(
            ErrorKind::Unauthenticated,
            "This request needs a valid token, or a session: sign in first.",
        )
    }

    /// The request is not authenticated: it has no valid credentials, or they could not be checked.
    pub fn not_authenticated(extensions: &Extensions) -> Self {
        extensions
            .get::<AuthUnavailable>()
            .map_or_else(Self::unauthenticated, |AuthUnavailable(problem)| {
                problem.clone()
            })
    }

    /// The same, with a header.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: impl Into<HeaderValue>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same, with a status of HTTP's own.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.special = Some(status);
        self
    }

    /// From an error of a crate below, of which clients read `public`. What only concerns the operator goes to the log, once.
    fn from_below(kind: ErrorKind, error: &dyn std::error::Error, public: String) -> Self {
        if kind != ErrorKind::Internal {
            if public != error.to_string() {
                tracing::warn!(%error, "a request could not be served");
            }
            return Self::new(kind, public);
        }
        tracing::error!(%error, "a request failed");
        Self::new(
            kind,
            "The server failed. Its log tells why under this request's id.",
        )
    }

    /// The status that says so.
    pub fn status(&self) -> StatusCode {
        let ours = StatusCode::from_u16(self.kind.status());
        self.special
            .unwrap_or(ours.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
    }
}

/// Why it could not be found out who asks. Endpoints that ask answer with it; the others do not care.
#[derive(Clone, Debug)]
pub struct AuthUnavailable(pub Problem);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.headers_mut().extend(self.headers.iter().cloned());
        response.extensions_mut().insert(self);
        response
    }
}

impl From<registry::Error> for Problem {
    fn from(error: registry::Error) -> Self {
        // The operator has to repair this, and it is not confidential: a client should learn that a retry does not
        // help.
        if let registry::Error::DataMissing(_) = error {
            tracing::error!(%error, "a download failed");
            return Self::new(ErrorKind::Internal, error);
        }
        let problem = Self::from_below(error.kind(), &error, error.public());
        match error {
            registry::Error::Store(error) if error.kind() == ErrorKind::Unavailable => {
                tracing::error!(%error, "a store does not do its work");
                problem.with(header::RETRY_AFTER, SOON)
            }
            registry::Error::WrongOffset { at, .. } => {
                problem.with(HeaderName::from_static("upload-offset"), at)
            }
            // tus has a status of its own for it.
            registry::Error::WrongChecksum { .. } => match StatusCode::from_u16(460) {
                Ok(mismatch) => problem.with_status(mismatch),
                Err(_) => problem,
            },
            // The sentence is for people; this is for programs.
            registry::Error::Objected(objection) => {
                problem.with(REASON, HeaderValue::from_static(objection.code()))
            }
            registry::Error::Signature(error) => match error.code() {
                Some(code) => problem.with(REASON, HeaderValue::from_static(code)),
                None => problem,
            },
            registry::Error::TooSlow { .. } => problem.with_status(StatusCode::REQUEST_TIMEOUT),
            _ => problem,
        }
    }
}

impl From<metadefs::Error> for Problem {
    fn from(error: metadefs::Error) -> Self {
        Self::from_below(error.kind(), &error, error.public())
    }
}

impl From<::identity::Error> for Problem {
    fn from(error: ::identity::Error) -> Self {
        let problem = Self::from_below(error.kind(), &error, error.public());
        match error.retry_after() {
            Some(seconds) => problem.with(header::RETRY_AFTER, seconds),
            None => problem,
        }
    }
}

impl From<model::TagError> for Problem {
    fn from(error: model::TagError) -> Self {
        match error {
            model::TagError::Invalid(invalid) => invalid.into(),
            model::TagError::TooMany => Self::new(ErrorKind::TooLarge, error),
        }
    }
}

impl From<model::Invalid> for Problem {
    fn from(error: model::Invalid) -> Self {
        Self::new(ErrorKind::Invalid, error)
    }
}
