use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::Password;
use rand::{TryRng, rngs::SysRng};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest, Sha256};

use crate::{Error, Result};

/// Encrypts texts before they are kept in the database, with a key that is derived from a secret that no row holds:
/// whoever reads the database cannot use them.
pub struct TokenCipher(LessSafeKey);

impl TokenCipher {
    /// A key for `purpose`: the same secret gives other keys for other purposes.
    pub fn new(purpose: &str, secret: &Password) -> Result<Self> {
        let mut digest = Sha256::new();
        digest.update(purpose.as_bytes());
        digest.update(b"\0");
        digest.update(secret.expose());
        let key = UnboundKey::new(&AES_256_GCM, &digest.finalize()).map_err(broken)?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// `text`, unreadable.
    pub fn encrypt(&self, text: &str) -> Result<String> {
        let mut nonce = [0; NONCE_LEN];
        SysRng.try_fill_bytes(&mut nonce).map_err(broken)?;
        let mut bytes = text.as_bytes().to_vec();
        self.0
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::empty(),
                &mut bytes,
            )
            .map_err(broken)?;
        Ok(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &bytes].concat()))
    }

    /// The text that was closed; `None` for anything else.
    pub fn decrypt(&self, closed: &str) -> Option<String> {
        let mut bytes = URL_SAFE_NO_PAD.decode(closed).ok()?;
        let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let text = self.0.open_in_place(nonce, Aad::empty(), sealed).ok()?;
        String::from_utf8(text.to_vec()).ok()
    }
}

impl std::fmt::Debug for TokenCipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenCipher(…)")
    }
}

fn broken(error: impl std::fmt::Display) -> Error {
    Error::TokenCipher(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cipher(password: &str) -> TokenCipher {
        TokenCipher::new("test", &Password::new(password).expect("short")).expect("a seal")
    }

    #[test]
    fn only_the_same_password_opens_it() {
        let (ours, same, other) = (cipher("one"), cipher("one"), cipher("two"));
        let closed = ours.encrypt("gAAAA-token").expect("closes");
        assert!(!closed.contains("gAAAA"));
        assert_ne!(closed, ours.encrypt("gAAAA-token").expect("closes"));
        assert_eq!(same.decrypt(&closed).as_deref(), Some("gAAAA-token"));
        assert_eq!(other.decrypt(&closed), None);
        assert_eq!(ours.decrypt("short"), None);
        let mut bent = closed.clone().into_bytes();
        bent[20] = if bent[20] == b'A' { b'B' } else { b'A' };
        assert_eq!(ours.decrypt(&String::from_utf8(bent).expect("ASCII")), None);
    }
}
