use model::{Origin, Password};

use crate::{
    Error, Identity, Result,
    attempts::Waited,
    hash_slots::Line,
    refusals::{Account, Refusal, SignInMethod},
};

/// Who says to be whom, before it is proved.
#[derive(Debug)]
pub(crate) struct Claim<'a> {
    /// What failures are counted by: the same whether or not there is such an account.
    pub key: String,
    /// The account, if there is one.
    pub account: Option<Account>,
    /// The application credential, if there is one.
    pub credential: Option<String>,
    /// Why they are refused whatever their credentials.
    pub barred: Option<&'static str>,
    pub way: SignInMethod,
    pub origin: &'a Origin,
}

impl Identity {
    /// Checks that `secret` is the one that was hashed. A failure is counted, delays the next attempts, and is recorded.
    ///
    /// Whether there is an account at all shows neither in the answer nor in its time.
    pub(crate) async fn check(
        &self,
        claim: Claim<'_>,
        secret: &Password,
        hash: Option<&str>,
    ) -> Result<()> {
        let address = claim.origin.address.as_str();
        let waited = self.attempts.allow(&claim.key, address)?;
        let line = if self.attempts.is_known(&claim.key, address) {
            Line::User(claim.key.clone())
        } else {
            Line::of_address(address)
        };
        // Of many that come at once, those whose turn comes after too many failures are failures too many.
        let may = || match waited {
            Waited::No => self.attempts.allow(&claim.key, address).map(drop),
            Waited::Yes => Ok(()),
        };
        let judged = {
            let (attempts, is_barred) = (self.attempts.clone(), claim.barred.is_some());
            let (key, address) = (claim.key.clone(), address.to_owned());
            move |is_right: bool| {
                if is_right && !is_barred {
                    attempts.succeeded(&key, &address);
                } else {
                    attempts.failed(&key, &address);
                }
            }
        };
        let is_right = self
            .passwords
            .verify(secret, hash, &line, may, judged)
            .await?;
        if is_right && claim.barred.is_none() {
            return Ok(());
        }
        Err(self.record(claim))
    }

    /// Counts and records a failed attempt.
    pub(crate) fn fail(&self, claim: Claim<'_>) -> Error {
        self.attempts.failed(&claim.key, &claim.origin.address);
        self.record(claim)
    }

    fn record(&self, claim: Claim<'_>) -> Error {
        let unknown = claim.account.is_none() && claim.credential.is_none();
        self.refused(Refusal {
            reason: claim.barred.unwrap_or(if unknown {
                "unknown account"
            } else {
                "wrong secret"
            }),
            account: claim.account,
            credential: claim.credential,
            way: claim.way,
            origin: claim.origin.clone(),
        });
        Error::WrongCredentials
    }
}
