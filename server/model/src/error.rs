use serde::{Deserialize, Serialize};

/// What a client can do about an error. One table in the server turns it into a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// Say who you are.
    Unauthenticated,
    /// You are known, and may not.
    Forbidden,
    /// There is no such thing, or it is not yours to know of.
    NotFound,
    /// The request is malformed; the sentence names the field.
    Invalid,
    /// The thing is not in a state that allows it.
    Conflict,
    /// It was there and is not any more.
    Gone,
    /// More than is allowed.
    TooLarge,
    /// The media type or the image's content is not supported.
    Unsupported,
    /// The requested range is outside the data.
    Range,
    /// The same was tried too often; later.
    TooMany,
    /// The store or the disk of the database is full.
    Full,
    /// Not now; later.
    Unavailable,
    /// Our fault. The sentence stays with the operator.
    Internal,
}

impl ErrorKind {
    /// The HTTP status that says so: the one table.
    pub fn status(self) -> u16 {
        match self {
            Self::Invalid => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::Gone => 410,
            Self::TooLarge => 413,
            Self::Unsupported => 415,
            Self::Range => 416,
            Self::TooMany => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
            Self::Full => 507,
        }
    }
}

/// A value that cannot be accepted, and why: a whole sentence that begins with the field's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub String);

impl Invalid {
    /// `field` followed by what is wrong with it.
    pub fn new(field: &str, problem: impl std::fmt::Display) -> Self {
        Self(format!("{field} {problem}"))
    }
}
