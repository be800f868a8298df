use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use model::now;
use sha2::{Digest, Sha256};
use tokio::time::timeout;

use super::{
    Keystone, KeystoneUnavailable,
    client::{TokenValidation, unavailable},
    content::Verified,
};

/// The longest that anybody waits for an answer about a token, renewals of our own and turns included.
const DEADLINE: Duration = Duration::from_secs(10);

/// A token as we remember it, which is not its text; and whether it may have expired.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key([u8; 32], bool);

impl Key {
    pub(super) fn of(token: &str, though_expired: bool) -> Self {
        Self(Sha256::digest(token.as_bytes()).into(), though_expired)
    }
}

/// What became of a question about a token.
pub type Verdict = Result<Option<Arc<Verified>>, KeystoneUnavailable>;

impl Keystone {
    /// The user and scope of `token`; `None` if it is invalid. `though_expired` takes one that ended a while ago.
    ///
    /// An answer counts for seconds, the good and the bad. While Keystone is away no new token is accepted.
    pub(crate) async fn verify(self: &Arc<Self>, token: &str, though_expired: bool) -> Verdict {
        let key = Key::of(token, though_expired);
        if let Some(known) = self.good.get(&key) {
            // A token's end needs no word from Keystone.
            let ended = !though_expired && known.expires_at <= now();
            return Ok((!ended).then_some(known));
        }
        if self.bad.get(&key).is_some() {
            return Ok(None);
        }
        let ask = || {
            let (keystone, key, token) = (self.clone(), key.clone(), token.to_owned());
            async move {
                let asked = timeout(DEADLINE, keystone.ask(key, &token, though_expired)).await;
                asked.unwrap_or_else(|_| Err(unavailable("it did not answer in time")))
            }
        };
        self.in_flight
            .join(&key, ask)
            .await
            .unwrap_or(Err(KeystoneUnavailable))
    }

    async fn ask(&self, key: Key, token: &str, though_expired: bool) -> Verdict {
        // From before the question: what Keystone looked at is not older.
        let since = Instant::now();
        let mut own = self.service_token.token(&self.client, None).await?;
        for _ in 0..2 {
            match self.client.show(&own, token, though_expired).await? {
                TokenValidation::Good(found) => {
                    let found = Arc::new(*found);
                    self.good.put(key, found.clone(), since);
                    return Ok(Some(found));
                }
                TokenValidation::Unknown => {
                    self.bad.put(key, (), since);
                    return Ok(None);
                }
                TokenValidation::WhoAsks => {
                    own = self.service_token.token(&self.client, Some(&own)).await?;
                }
            }
        }
        Err(unavailable(
            "it does not accept the token that it just gave us",
        ))
    }

    /// Forgets what is known of a token that ends now.
    pub(super) fn forget(&self, token: &str) {
        for though_expired in [false, true] {
            self.good.forget(&Key::of(token, though_expired));
        }
    }
}
