use model::{Actor, Caller, ImageId};

use super::{Reauthenticator, Uploads};
use crate::{Error, Registry, Result};

/// Whoever sends into which image, and how to ask whether they still may.
#[derive(Clone, Debug, Default)]
pub(crate) struct UploadGuard {
    sender: Actor,
    check: Option<Check>,
}

#[derive(Clone, Debug)]
struct Check {
    sender: GuardedSender,
    registry: Registry,
    image: ImageId,
}

/// Who is asked about.
#[derive(Clone, Debug)]
enum GuardedSender {
    /// The caller of a request that is under way.
    Caller(Box<Caller>, Reauthenticator),
    /// Whoever asked for a task.
    Requester(Reauthenticator),
}

impl Uploads<'_> {
    /// What the long work of this caller on `image` is asked by. Nothing, where nobody gave a reauthenticator.
    pub(super) fn guard(&self, image: ImageId) -> UploadGuard {
        let check = |reauthenticator: &Reauthenticator| Check {
            sender: GuardedSender::Caller(Box::new(self.caller.clone()), reauthenticator.clone()),
            registry: self.registry.clone(),
            image,
        };
        UploadGuard {
            sender: self.caller.into(),
            check: self.reauthenticator.map(check),
        }
    }
}

impl UploadGuard {
    /// Of somebody who was asked a moment ago, or of the server itself.
    pub fn of(sender: Actor) -> Self {
        Self {
            sender,
            check: None,
        }
    }

    /// Of a task that brings data into `image`, in the name of whoever asked for it. `reauthenticator` is `None` where nobody
    /// is asked who they are.
    pub fn of_task(
        sender: Actor,
        registry: &Registry,
        image: ImageId,
        reauthenticator: Option<Reauthenticator>,
    ) -> Self {
        let check = |reauthenticator| Check {
            sender: GuardedSender::Requester(reauthenticator),
            registry: registry.clone(),
            image,
        };
        Self {
            sender,
            check: reauthenticator.map(check),
        }
    }

    /// Who sends it, and from where.
    pub fn sender(&self) -> &Actor {
        &self.sender
    }

    /// Whether they still may.
    pub async fn verify(&self) -> Result<()> {
        let Some(check) = &self.check else {
            return Ok(());
        };
        let now = match &check.sender {
            GuardedSender::Caller(caller, reauthenticator) => reauthenticator.ask(caller).await?,
            GuardedSender::Requester(reauthenticator) => {
                reauthenticator.now().await?.ok_or(Error::RequesterGone)?
            }
        };
        check
            .registry
            .images(&now)
            .check_may_continue(check.image)
            .await
    }

    /// The same in the middle of the work. Where it cannot be found out just now the work goes on: it is asked again in a
    /// moment, and once more before anything becomes of it.
    pub async fn verify_if_reachable(&self) -> Result<()> {
        match self.verify().await {
            Err(error @ (Error::Unasked(_) | Error::Database(_))) => {
                tracing::warn!(%error, "it could not be asked whether a sender still may");
                Ok(())
            }
            answer => answer,
        }
    }
}
