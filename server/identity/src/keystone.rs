//! Identity by an external Keystone: the users and scopes of tokens, and sign-in.

mod client;
mod content;
mod key_manager;
mod limits;
mod service_token;
mod settings;
mod single_flight;
mod ttl_cache;
mod verify;
mod web;

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use model::{Project, ProjectId, UserId};
use tokio::sync::Semaphore;

use self::{
    client::KeystoneClient,
    content::Verified,
    service_token::ServiceToken,
    single_flight::SingleFlight,
    ttl_cache::TtlCache,
    verify::{Key, Verdict},
};
pub use self::{limits::KeystoneLimit, settings::KeystoneSettings};
use crate::{Error, Result, token_cipher::TokenCipher};

/// The most tokens, good and bad each, that are remembered. A flood of bad ones pushes out no good one.
const MOST: usize = 10_000;
/// How many questions are put to Barbican at once; the others wait.
const SECRETS_AT_ONCE: usize = 8;
/// How long the tokens of signed-in people are at hand: longer than any session. Whether they are good is asked anew.
const PERSON: Duration = Duration::from_secs(24 * 3600);

/// Keystone as we ask it, and what it said a moment ago.
#[derive(Debug)]
pub struct Keystone {
    settings: KeystoneSettings,
    /// Ours, for limits that are set for one.
    region: String,
    client: KeystoneClient,
    /// Questions to Barbican at once.
    secret_turns: Semaphore,
    service_token: ServiceToken,
    cipher: TokenCipher,
    good: TtlCache<Key, Arc<Verified>>,
    bad: TtlCache<Key, ()>,
    in_flight: SingleFlight<Key, Verdict>,
    /// The token of whoever has a session.
    people: TtlCache<UserId, String>,
    /// Theirs for the projects that they are in, by the token that they were got with; and where they got none.
    scoped: TtlCache<(Key, ProjectId), String>,
    barred: TtlCache<(Key, ProjectId), ()>,
    projects: TtlCache<UserId, Arc<[Project]>>,
    /// Whether our service user may not see the limits of all projects.
    limits_hidden: AtomicBool,
}

/// Keystone does not answer, or not as it should; the log says why.
#[derive(Clone, Copy, Debug)]
pub struct KeystoneUnavailable;

impl From<KeystoneUnavailable> for Error {
    fn from(_: KeystoneUnavailable) -> Self {
        Self::KeystoneUnavailable
    }
}

impl Keystone {
    /// Keystone as `settings` describe it, for a registry in `region`. It is not asked yet: it may come up after us.
    pub fn new(settings: KeystoneSettings, region: &str) -> Result<Self> {
        let password = settings.secret()?;
        let seconds = Duration::from_secs(settings.cache_seconds);
        Ok(Self {
            client: KeystoneClient::new(&settings)?,
            secret_turns: Semaphore::new(SECRETS_AT_ONCE),
            service_token: ServiceToken::new(&settings, &password),
            // Every node is configured with it. With another password the sessions of before have ended.
            cipher: TokenCipher::new("vitrine: tokens in web sessions", &password)?,
            good: TtlCache::new(seconds, MOST),
            bad: TtlCache::new(seconds, MOST),
            in_flight: SingleFlight::new(),
            people: TtlCache::new(PERSON, MOST),
            scoped: TtlCache::new(PERSON, MOST),
            barred: TtlCache::new(seconds, MOST),
            projects: TtlCache::new(seconds, MOST),
            limits_hidden: AtomicBool::new(false),
            region: region.to_owned(),
            settings,
        })
    }

    /// Whether it knows our service user.
    pub(crate) async fn probe(&self) -> Result<()> {
        self.service_token.token(&self.client, None).await?;
        Ok(())
    }
}
