use std::fmt;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use model::Password;
use tokio::task::spawn_blocking;

use crate::{
    Error, Result,
    hash_slots::{HashSlot, HashSlots, Line},
};

/// The most hashes at once, however many cores there are: each needs 19 MiB, which it keeps.
const AT_ONCE: usize = 4;

/// Hashes and checks passwords with Argon2id, a few at a time, each in memory that is used again.
#[derive(Clone)]
pub struct Passwords {
    slots: HashSlots,
    /// The costs of new hashes. A check takes those that are in the hash.
    params: Params,
}

impl Passwords {
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            slots: HashSlots::new(cores.min(AT_ONCE)),
            params: Params::default(),
        }
    }

    /// The same, with the least costs that Argon2 allows.
    pub fn cheap(self) -> Self {
        let least = (Params::MIN_M_COST, Params::MIN_T_COST, Params::MIN_P_COST);
        let params = Params::new(least.0, least.1, least.2, None).unwrap_or_default();
        Self { params, ..self }
    }

    /// The hash of `password`, with a salt of its own, in the name of `line`.
    pub async fn hash(&self, password: &Password, line: &Line) -> Result<String> {
        let password = password.clone();
        let params = self.params.clone();
        let slot = self.slots.take(line).await?;
        run(slot, move |slot| hash(password.expose(), &params, slot)).await
    }

    /// Whether `password` is the one that was hashed. Without a hash it takes as long, and is not.
    ///
    /// `may` is asked when it is its turn: others may have tried meanwhile. `judged` hears the outcome before the next has its
    /// turn, also where whoever asked has gone.
    pub async fn verify(
        &self,
        password: &Password,
        hash: Option<&str>,
        line: &Line,
        may: impl FnOnce() -> Result<()>,
        judged: impl FnOnce(bool) + Send + 'static,
    ) -> Result<bool> {
        let slot = self.slots.take(line).await?;
        may()?;
        let password = password.clone();
        // A hash whose password is not known: an unknown user costs the time of a known one.
        let known = hash.is_some();
        let hash = hash.unwrap_or(UNKNOWN_USER).to_owned();
        run(slot, move |slot| {
            let is_right = is_hash_of(&hash, password.expose(), slot)? && known;
            judged(is_right);
            Ok(is_right)
        })
        .await
    }
}

async fn run<T: Send + 'static>(
    mut slot: HashSlot,
    work: impl FnOnce(&mut HashSlot) -> Result<T> + Send + 'static,
) -> Result<T> {
    let done = spawn_blocking(move || work(&mut slot)).await;
    done.map_err(failed)?
}

fn hash(password: &[u8], params: &Params, slot: &mut HashSlot) -> Result<String> {
    let salt = Salt::generate();
    let (algorithm, version) = (Algorithm::default(), Version::default());
    let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
    let memory = slot.memory(params.block_count());
    Argon2::new(algorithm, version, params.clone())
        .hash_password_into_with_memory(password, &salt, &mut output, memory)
        .map_err(failed)?;
    let hash = PasswordHash {
        algorithm: algorithm.ident(),
        version: Some(version.into()),
        params: ParamsString::try_from(params).map_err(failed)?,
        salt: Some(salt),
        hash: Some(Output::new(&output).map_err(failed)?),
    };
    Ok(hash.to_string())
}

fn is_hash_of(hash: &str, password: &[u8], slot: &mut HashSlot) -> Result<bool> {
    let hash = PasswordHash::new(hash).map_err(failed)?;
    let (Some(salt), Some(want)) = (&hash.salt, &hash.hash) else {
        return Err(failed("a hash has no salt or no output"));
    };
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).map_err(failed)?;
    let version = hash.version.map(Version::try_from).transpose();
    let version = version.map_err(failed)?.unwrap_or_default();
    let params = Params::try_from(&hash).map_err(failed)?;
    let mut output = [0; Output::MAX_LENGTH];
    let output = output
        .get_mut(..want.len())
        .ok_or_else(|| failed("a hash is too long"))?;
    let memory = slot.memory(params.block_count());
    Argon2::new(algorithm, version, params)
        .hash_password_into_with_memory(password, salt, output, memory)
        .map_err(failed)?;
    // Outputs are compared in constant time.
    Ok(Output::new(output).map_err(failed)? == *want)
}

fn failed(error: impl fmt::Display) -> Error {
    Error::Hash(error.to_string())
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passwords")
    }
}

/// Argon2id with the default costs.
const UNKNOWN_USER: &str = "$argon2id$v=19$m=19456,t=2,p=1$cmFuZG9tc2FsdGhlcmUx$iGdsqhnSJ2gKZR7yqRAtpn/SWjmfUwnRFrOnoRPcHwg";

#[cfg(test)]
mod tests {
    use argon2::PasswordVerifier;

    use super::*;

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let passwords = Passwords::new();
        let [right, wrong] = ["right", "wrong"].map(|text| Password::new(text).expect("short"));
        let hash = passwords.hash(&right, &Line::own()).await.expect("hashes");
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        for _ in 0..3 {
            assert!(
                passwords
                    .verify(&right, Some(&hash), &Line::own(), || Ok(()), |_| ())
                    .await
                    .expect("checks")
            );
            assert!(
                !passwords
                    .verify(&wrong, Some(&hash), &Line::own(), || Ok(()), |_| ())
                    .await
                    .expect("checks")
            );
        }
    }

    #[tokio::test]
    async fn hashes_are_those_of_the_library_that_made_the_older_ones() {
        let password = Password::new("correct horse").expect("short");
        let passwords = Passwords::new();
        let ours = passwords
            .hash(&password, &Line::own())
            .await
            .expect("hashes");
        let library = Argon2::default();
        assert!(
            library
                .verify_password(password.expose(), ours.as_str())
                .is_ok()
        );
        let theirs: PasswordHash =
            argon2::PasswordHasher::hash_password(&library, password.expose()).expect("hashes");
        let theirs = theirs.to_string();
        assert!(
            passwords
                .verify(&password, Some(&theirs), &Line::own(), || Ok(()), |_| ())
                .await
                .expect("checks")
        );
    }

    #[tokio::test]
    async fn an_unknown_user_has_no_password() {
        let password = Password::new("anything").expect("short");
        let verified = Passwords::new()
            .verify(&password, None, &Line::own(), || Ok(()), |_| ())
            .await;
        assert!(!verified.expect("checks"));
    }
}
