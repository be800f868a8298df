use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::Password;
use rand::{TryRng, rngs::SysRng};
use sha2::{Digest, Sha256};

use crate::{Error, Result};

/// A random text that proves something to whom it is shown. Kept only as its digest.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// 256 random bits. Begins with a letter: at the beginning of a word, a command takes `-` for an option.
    pub(crate) fn new() -> Result<Self> {
        let mut bytes = [0; 32];
        SysRng
            .try_fill_bytes(&mut bytes)
            .map_err(|error| Error::Hash(error.to_string()))?;
        Ok(Self(format!("v{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// A password for somebody who has none to choose.
    pub fn password() -> Result<(Password, Self)> {
        let secret = Self::new()?;
        Ok((Password::new(secret.0.clone())?, secret))
    }

    /// The text, to be shown once to its owner.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is kept: whoever reads the database cannot use it.
    pub(crate) fn digest(text: &str) -> String {
        hex::encode(Sha256::digest(text.as_bytes()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_looks_like_an_option() {
        for _ in 0..200 {
            let secret = Secret::new().expect("random bits");
            assert!(secret.expose().starts_with('v'), "{}", secret.expose());
        }
    }
}
