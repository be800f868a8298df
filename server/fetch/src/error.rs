use model::ErrorKind;

/// What fetching comes to.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something was not fetched. Never tells what an address inside the operator's network answered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("uri `{uri}` is not fetched from here: {why}")]
    Refused { uri: String, why: &'static str },
    #[error("`{0}` has no address")]
    NoAddress(String),
    #[error("`{0}` stands for an address that nothing is fetched from")]
    Inside(String),
    #[error("`{0}` cannot be reached")]
    Unreachable(String),
    #[error("`{host}` answered {status}")]
    Status { host: String, status: u16 },
    #[error("`{0}` sends its visitors on and on")]
    TooManyRedirects(String),
    #[error("`{0}` sends its visitors on without saying where to")]
    NoDestination(String),
    #[error("`{host}` sends the data encoded as `{encoding}`; it is only taken as it is")]
    Encoded { host: String, encoding: String },
    #[error("a client for the web cannot be made: {0}")]
    Client(#[source] reqwest::Error),
}

impl Error {
    /// What whoever asked can do about it.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Client(_) => ErrorKind::Internal,
            _ => ErrorKind::Invalid,
        }
    }
}
