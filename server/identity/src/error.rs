use model::{DomainId, ErrorKind, Invalid, LimitId};

/// Seconds after which Keystone, which did not answer, is worth asking again.
const SOON: u64 = 5;

/// What identity answers.
pub type Result<T> = std::result::Result<T, Error>;

/// Why somebody is not who they say, or may not be where they want.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// One sentence for an unknown user, a wrong password and a disabled account: none tells which.
    #[error("the user name or the password is wrong")]
    WrongCredentials,
    /// One sentence for what does not exist and for what the user has no role in. Only who has proved who they are reads it.
    #[error(
        "the scope is refused: there is no such project or domain, or these credentials give no role in it"
    )]
    ScopeRefused,
    #[error("too many attempts to sign in have failed; try again in {seconds} s")]
    TooManyAttempts { seconds: u64 },
    #[error("too many users are signing in; try again in {seconds} s")]
    Busy { seconds: u64 },
    #[error("you cannot {0} your own account; another admin can")]
    OwnAccount(&'static str),
    #[error(
        "you cannot remove the role `admin` from yourself where you are using it; another admin can"
    )]
    OwnRole,
    #[error("you cannot {action} the {what} that you are working in; another admin can")]
    OwnPlace {
        action: &'static str,
        what: &'static str,
    },
    #[error("no enabled admin would be left; give the role `admin` to another user first")]
    LastAdmin,
    #[error("the token is unknown, expired or revoked")]
    NoToken,
    #[error("the session has ended")]
    SessionEnded,
    #[error("there is no project `{0}` in which you have a role")]
    NoProject(String),
    #[error("a {what} named `{name}` is there already")]
    Taken { what: &'static str, name: String },
    #[error("your roles do not allow `{0}`")]
    Forbidden(&'static str),
    #[error("there is no {what} `{id}`")]
    Missing { what: &'static str, id: String },
    #[error("the {what} `{name}` is built in and cannot be changed or deleted")]
    Fixed { what: &'static str, name: String },
    #[error("the domain `{0}` is enabled; switch it off before deleting it")]
    DomainEnabled(DomainId),
    #[error("no limit is registered for `{0}`; register one before you set a project's limit")]
    NoRegisteredLimit(String),
    #[error(
        "projects have limits that override the registered limit `{0}`; delete those limits first"
    )]
    LimitInUse(LimitId),
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    #[error("passwords could not be hashed: {0}")]
    Hash(String),
    #[error("a token could not be encrypted: {0}")]
    TokenCipher(String),
    #[error("Keystone, which authenticates users, does not answer; try again in a moment")]
    KeystoneUnavailable,
    #[error("Barbican, where certificates are, does not answer; try again in a moment")]
    KeyManagerUnavailable,
}

impl Error {
    /// What a client is told. Why the database failed is the operator's to read, in the log.
    pub fn public(&self) -> String {
        match self {
            Self::Database(error) => db::sentence(error).to_owned(),
            other => other.to_string(),
        }
    }

    /// In how many seconds the same may be tried again, where waiting helps.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooManyAttempts { seconds } | Self::Busy { seconds } => Some(*seconds),
            Self::KeystoneUnavailable | Self::KeyManagerUnavailable => Some(SOON),
            _ => None,
        }
    }

    /// What a client can do about it.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::WrongCredentials | Self::ScopeRefused | Self::SessionEnded => {
                ErrorKind::Unauthenticated
            }
            Self::NoToken | Self::NoProject(_) | Self::Missing { .. } => ErrorKind::NotFound,
            Self::Forbidden(_)
            | Self::Fixed { .. }
            | Self::DomainEnabled(_)
            | Self::NoRegisteredLimit(_)
            | Self::LimitInUse(_) => ErrorKind::Forbidden,
            Self::Taken { .. }
            | Self::OwnAccount(_)
            | Self::OwnRole
            | Self::OwnPlace { .. }
            | Self::LastAdmin => ErrorKind::Conflict,
            Self::TooManyAttempts { .. } => ErrorKind::TooMany,
            Self::Invalid(_) => ErrorKind::Invalid,
            Self::KeystoneUnavailable | Self::KeyManagerUnavailable | Self::Busy { .. } => {
                ErrorKind::Unavailable
            }
            Self::Database(error) => db::kind(error),
            Self::Hash(_) | Self::TokenCipher(_) => ErrorKind::Internal,
        }
    }
}
