//! Identity kept by the cloud's own Keystone: who a token speaks for, and how a person signs in.

mod content;
mod flights;
mod own;
mod peer;
mod recent;
mod seal;
mod settings;
mod verify;
mod web;

use std::{sync::Arc, time::Duration};

use model::{Project, UserId};

use self::{
    content::Verified,
    flights::Flights,
    own::Own,
    peer::Peer,
    recent::Recent,
    seal::Seal,
    verify::{Key, Verdict},
};
pub use self::{settings::KeystoneSettings, web::Keys};
use crate::{Error, Result};

/// The most tokens, good and bad each, that are remembered. A flood of bad ones pushes out no good one.
const MOST: usize = 10_000;
/// How long a person's token is at hand for the list of their projects: longer than any session.
const PERSON: Duration = Duration::from_secs(24 * 3600);

/// Keystone as we ask it, and what it said a moment ago.
#[derive(Debug)]
pub struct Keystone {
    settings: KeystoneSettings,
    peer: Peer,
    own: Own,
    seal: Seal,
    good: Recent<Key, Arc<Verified>>,
    bad: Recent<Key, ()>,
    flights: Flights<Key, Verdict>,
    people: Recent<UserId, String>,
    projects: Recent<UserId, Arc<[Project]>>,
}

/// Keystone does not answer, or not as it should; the log says why.
#[derive(Clone, Copy, Debug)]
pub struct Away;

impl From<Away> for Error {
    fn from(_: Away) -> Self {
        Self::KeystoneAway
    }
}

impl Keystone {
    /// Keystone as `settings` describe it. It is not asked yet: it may come up after us.
    pub fn new(settings: KeystoneSettings) -> Result<Self> {
        let password = settings.secret()?;
        let seconds = Duration::from_secs(settings.cache_seconds);
        Ok(Self {
            peer: Peer::new(&settings)?,
            own: Own::new(&settings, &password),
            seal: Seal::new(&password)?,
            good: Recent::new(seconds, MOST),
            bad: Recent::new(seconds, MOST),
            flights: Flights::new(),
            people: Recent::new(PERSON, MOST),
            projects: Recent::new(seconds, MOST),
            settings,
        })
    }

    /// Whether it knows our service user.
    pub(crate) async fn probe(&self) -> Result<()> {
        self.own.token(&self.peer, None).await?;
        Ok(())
    }
}
