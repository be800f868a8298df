//! Identity kept by the cloud's own Keystone: who a token speaks for, and how a person signs in.

mod content;
mod flights;
mod limits;
mod own;
mod peer;
mod recent;
mod settings;
mod verify;
mod web;

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use model::{Project, ProjectId, UserId};

use self::{
    content::Verified,
    flights::Flights,
    own::Own,
    peer::Peer,
    recent::Recent,
    verify::{Key, Verdict},
};
pub use self::{limits::Said, settings::KeystoneSettings};
use crate::{Error, Result, seal::Seal};

/// The most tokens, good and bad each, that are remembered. A flood of bad ones pushes out no good one.
const MOST: usize = 10_000;
/// How long the tokens of signed-in people are at hand: longer than any session. Whether they are good is asked anew.
const PERSON: Duration = Duration::from_secs(24 * 3600);

/// Keystone as we ask it, and what it said a moment ago.
#[derive(Debug)]
pub struct Keystone {
    settings: KeystoneSettings,
    /// Ours, for limits that are set for one.
    region: String,
    peer: Peer,
    own: Own,
    seal: Seal,
    good: Recent<Key, Arc<Verified>>,
    bad: Recent<Key, ()>,
    flights: Flights<Key, Verdict>,
    /// The token of whoever has a session.
    people: Recent<UserId, String>,
    /// Theirs for the projects that they are in, by the token that they were got with; and where they got none.
    scoped: Recent<(Key, ProjectId), String>,
    barred: Recent<(Key, ProjectId), ()>,
    projects: Recent<UserId, Arc<[Project]>>,
    /// Whether our service user may not see the limits of all projects.
    limits_hidden: AtomicBool,
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
    /// Keystone as `settings` describe it, for a registry in `region`. It is not asked yet: it may come up after us.
    pub fn new(settings: KeystoneSettings, region: &str) -> Result<Self> {
        let password = settings.secret()?;
        let seconds = Duration::from_secs(settings.cache_seconds);
        Ok(Self {
            peer: Peer::new(&settings)?,
            own: Own::new(&settings, &password),
            // Every node is configured with it. With another password the sessions of before have ended.
            seal: Seal::new("vitrine: tokens in web sessions", &password)?,
            good: Recent::new(seconds, MOST),
            bad: Recent::new(seconds, MOST),
            flights: Flights::new(),
            people: Recent::new(PERSON, MOST),
            scoped: Recent::new(PERSON, MOST),
            barred: Recent::new(seconds, MOST),
            projects: Recent::new(seconds, MOST),
            limits_hidden: AtomicBool::new(false),
            region: region.to_owned(),
            settings,
        })
    }

    /// Whether it knows our service user.
    pub(crate) async fn probe(&self) -> Result<()> {
        self.own.token(&self.peer, None).await?;
        Ok(())
    }
}
