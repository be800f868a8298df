use model::ErrorKind;

/// What fetching comes to.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something was not fetched. Never tells what an address inside the operator's network answered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("uri `{}` is not allowed: {why}", shortened(.uri))]
    Refused { uri: String, why: &'static str },
    /// The name has no address, or one inside: telling which would let anybody ask for the names of the operator's network.
    #[error("`{0}` does not resolve to an allowed address")]
    NoAddress(String),
    #[error("`{0}` cannot be reached")]
    Unreachable(String),
    #[error("`{host}` answered {status}")]
    Status { host: String, status: u16 },
    #[error("`{0}` redirects too many times")]
    TooManyRedirects(String),
    #[error("`{0}` answers with a redirect without a `Location`")]
    NoDestination(String),
    #[error("`{host}` sends the data with `Content-Encoding: {}`, which is not supported", shortened(.encoding))]
    Encoded { host: String, encoding: String },
    #[error("the HTTP client could not be created: {0}")]
    Client(#[source] reqwest::Error),
}

/// Characters of the other side's words that an error repeats.
const REPEATED: usize = 100;

/// The beginning of what the other side, or an address, says: an error is kept and shown.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(REPEATED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_repeats_no_long_words() {
        let (long, host) = ("\u{e9}".repeat(60_000), "mirror.example".to_owned());
        for error in [
            Error::Refused {
                uri: long.clone(),
                why: "it is too long",
            },
            Error::Encoded {
                host,
                encoding: long,
            },
        ] {
            let told = error.to_string();
            assert!(
                told.contains("\u{e9}…") && told.chars().count() < 250,
                "{told}"
            );
        }
    }
}
