use std::{fmt, sync::Arc};

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use model::Password;
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::{Error, Result};

/// Hashes and checks passwords with Argon2id, a few at a time: each costs a core and 19 MiB for a while.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
}

impl Passwords {
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            turns: Arc::new(Semaphore::new(cores)),
        }
    }

    /// The hash of `password`, with a salt of its own.
    pub async fn hash(&self, password: &Password) -> Result<String> {
        let password = password.clone();
        self.run(move || {
            let hash = Argon2::default().hash_password(password.expose());
            hash.map(|hash| hash.to_string())
                .map_err(|error| Error::Hash(error.to_string()))
        })
        .await?
    }

    /// Whether `password` is the one that was hashed. Without a hash it takes as long, and is not.
    pub async fn verify(&self, password: &Password, hash: Option<&str>) -> Result<bool> {
        let password = password.clone();
        // The hash of nothing anybody knows: an unknown user costs the time of a known one.
        let known = hash.is_some();
        let hash = hash.unwrap_or(NOBODY).to_owned();
        self.run(move || {
            let hash = PasswordHash::new(&hash).map_err(|error| Error::Hash(error.to_string()))?;
            Ok(Argon2::default()
                .verify_password(password.expose(), &hash)
                .is_ok()
                && known)
        })
        .await?
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let turn = self
            .turns
            .clone()
            .acquire_owned()
            .await
            .map_err(|error| Error::Hash(error.to_string()))?;
        let work = move || {
            let done = work();
            drop(turn);
            done
        };
        spawn_blocking(work)
            .await
            .map_err(|error| Error::Hash(error.to_string()))
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passwords")
    }
}

/// Argon2id with the default costs.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$cmFuZG9tc2FsdGhlcmUx$iGdsqhnSJ2gKZR7yqRAtpn/SWjmfUwnRFrOnoRPcHwg";

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let passwords = Passwords::new();
        let [right, wrong] = ["right", "wrong"].map(|text| Password::new(text).expect("short"));
        let hash = passwords.hash(&right).await.expect("hashes");
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.verify(&right, Some(&hash)).await.expect("checks"));
        assert!(!passwords.verify(&wrong, Some(&hash)).await.expect("checks"));
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        let password = Password::new("anything").expect("short");
        assert!(
            !Passwords::new()
                .verify(&password, None)
                .await
                .expect("checks")
        );
    }
}
