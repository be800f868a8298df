use std::{error::Error as StdError, fmt, sync::Arc};

use futures::future::BoxFuture;
use model::{Caller, ProjectId, UserId};

use crate::{Error, KeyManager, Result};

/// Who somebody is now; `None` if their token, session or credential has ended, or their rights in the project.
type CallerResult = std::result::Result<Option<Caller>, Box<dyn StdError + Send + Sync>>;

/// A way to ask anew, in the middle of a long upload, who somebody is.
///
/// Identity is another's business; this is all that the registry knows of it.
#[derive(Clone)]
pub struct Reauthenticator {
    ask: Arc<dyn Fn() -> BoxFuture<'static, CallerResult> + Send + Sync>,
    key_manager: Option<KeyManager>,
}

impl Reauthenticator {
    /// Asks by `ask`.
    pub fn new(ask: impl Fn() -> BoxFuture<'static, CallerResult> + Send + Sync + 'static) -> Self {
        Self {
            ask: Arc::new(ask),
            key_manager: None,
        }
    }

    /// The same, of somebody whose certificates `key_manager` has.
    #[must_use]
    pub fn with_key_manager(mut self, key_manager: KeyManager) -> Self {
        self.key_manager = Some(key_manager);
        self
    }

    /// Where their certificates are, beside those of the registry.
    pub(crate) fn key_manager(&self) -> Option<&KeyManager> {
        self.key_manager.as_ref()
    }

    /// `caller` as who they are now, if they are still there.
    pub async fn ask(&self, caller: &Caller) -> Result<Caller> {
        match self.now().await? {
            Some(now) if now.user == caller.user && now.project == caller.project => Ok(now),
            _ => Err(Error::SignedOut),
        }
    }

    /// Who it is now, if they are still there.
    pub(crate) async fn now(&self) -> Result<Option<Caller>> {
        (self.ask)()
            .await
            .map_err(|error| Error::Unasked(error.to_string()))
    }
}

impl fmt::Debug for Reauthenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reauthenticator")
    }
}

/// Who asked for work that is done later, as its row keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requester {
    pub user: UserId,
    pub project: ProjectId,
    /// Their credentials, as the identity wrote them. Empty where nothing was noted.
    pub grounds: String,
}

/// A way to ask who a requester is now. Each task gets a [`Reauthenticator`] of it.
#[derive(Clone)]
pub struct Requesters(Arc<dyn Fn(Requester) -> BoxFuture<'static, CallerResult> + Send + Sync>);

impl Requesters {
    /// Asks by `ask`.
    pub fn new(
        ask: impl Fn(Requester) -> BoxFuture<'static, CallerResult> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(ask))
    }

    /// A way to ask about one of them.
    pub(crate) fn reauthenticator(&self, requester: Requester) -> Reauthenticator {
        let ask = self.0.clone();
        Reauthenticator::new(move || ask(requester.clone()))
    }
}

impl fmt::Debug for Requesters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Requesters")
    }
}
