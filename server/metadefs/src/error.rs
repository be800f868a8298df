use model::{ErrorKind, Invalid, Policy};

use crate::Kind;

/// The result of work with metadata definitions.
pub type Result<T> = std::result::Result<T, Error>;

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("Metadata definition namespace={0} was not found.")]
    NoNamespace(String),
    #[error("no {kind} `{name}` in namespace {namespace}")]
    Nothing {
        kind: Kind,
        name: String,
        namespace: String,
    },
    #[error(
        "the name `{name}` does not begin with `{prefix}`, the prefix of properties in resources of type {resource_type}"
    )]
    WithoutPrefix {
        name: String,
        prefix: String,
        resource_type: String,
    },
    #[error("The metadata definition namespace={0} already exists.")]
    NamespaceExists(String),
    #[error("namespace {namespace} already has the {kind} `{name}`")]
    Exists {
        kind: Kind,
        name: String,
        namespace: String,
    },
    #[error(
        "namespace {0} is protected: nothing in it can be deleted until the protection is removed"
    )]
    Protected(String),
    #[error(
        "namespace {0} was changed since it was read; read it again, and make your change there"
    )]
    Changed(String),
    #[error("{0} is read-only")]
    ReadOnly(&'static str),
    #[error("you may not {}: the policy `{}` does not allow it", .0.meaning(), .0)]
    NotAllowed(Policy),
    #[error("you may not give a namespace to another project")]
    NotOwner,
    #[error("there would be more than {most} {what}, which is the most")]
    TooMany { what: &'static str, most: i64 },
    #[error(
        "the definitions of the namespace would take more than {most} bytes, which is the most"
    )]
    TooLarge { most: i64 },
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    #[error("a stored definition cannot be read: {0}")]
    Stored(#[from] serde_json::Error),
}

impl Error {
    /// What a client is told. Why the database failed is the operator's to read, in the log.
    pub fn public(&self) -> String {
        match self {
            Self::Database(error) => db::sentence(error).to_owned(),
            other => other.to_string(),
        }
    }

    /// What a client can do about it.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::NoNamespace(_) | Self::Nothing { .. } | Self::WithoutPrefix { .. } => {
                ErrorKind::NotFound
            }
            Self::NamespaceExists(_) | Self::Exists { .. } | Self::Changed(_) => {
                ErrorKind::Conflict
            }
            Self::Protected(_) | Self::ReadOnly(_) | Self::NotAllowed(_) | Self::NotOwner => {
                ErrorKind::Forbidden
            }
            Self::TooMany { .. } | Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::Invalid(_) => ErrorKind::Invalid,
            Self::Database(error) => db::kind(error),
            Self::Stored(_) => ErrorKind::Internal,
        }
    }
}
