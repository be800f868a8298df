use model::{Actor, Caller, ImageId};

use super::{Uploads, Warrant};
use crate::{Error, Registry, Result};

/// Whoever sends into which image, and how to ask whether they still may.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    sender: Actor,
    who: Option<Who>,
}

#[derive(Clone, Debug)]
struct Who {
    asked: Asked,
    registry: Registry,
    image: ImageId,
}

/// Who is asked about.
#[derive(Clone, Debug)]
enum Asked {
    /// The caller of a request that is under way.
    Caller(Box<Caller>, Warrant),
    /// Whoever asked for a task.
    Requester(Warrant),
}

impl Uploads<'_> {
    /// What the long work of this caller on `image` is asked by. Nothing, where nobody gave a warrant.
    pub(super) fn watch(&self, image: ImageId) -> Watch {
        let who = |warrant: &Warrant| Who {
            asked: Asked::Caller(Box::new(self.caller.clone()), warrant.clone()),
            registry: self.registry.clone(),
            image,
        };
        Watch {
            sender: self.caller.into(),
            who: self.warrant.map(who),
        }
    }
}

impl Watch {
    /// Of somebody who was asked a moment ago, or of the server itself.
    pub fn of(sender: Actor) -> Self {
        Self { sender, who: None }
    }

    /// Of a task that brings data into `image`, in the name of whoever asked for it. `warrant` is `None` where nobody
    /// is asked who they are.
    pub fn of_task(
        sender: Actor,
        registry: &Registry,
        image: ImageId,
        warrant: Option<Warrant>,
    ) -> Self {
        let who = |warrant| Who {
            asked: Asked::Requester(warrant),
            registry: registry.clone(),
            image,
        };
        Self {
            sender,
            who: warrant.map(who),
        }
    }

    /// Who sends it, and from where.
    pub fn sender(&self) -> &Actor {
        &self.sender
    }

    /// Whether they still may.
    pub async fn holds(&self) -> Result<()> {
        let Some(who) = &self.who else {
            return Ok(());
        };
        let now = match &who.asked {
            Asked::Caller(caller, warrant) => warrant.ask(caller).await?,
            Asked::Requester(warrant) => warrant.now().await?.ok_or(Error::RequesterGone)?,
        };
        who.registry.images(&now).may_go_on(who.image).await
    }

    /// The same in the middle of the work. Where it cannot be found out just now the work goes on: it is asked again in a
    /// moment, and once more before anything becomes of it.
    pub async fn holds_so_far(&self) -> Result<()> {
        match self.holds().await {
            Err(error @ (Error::Unasked(_) | Error::Database(_))) => {
                tracing::warn!(%error, "it could not be asked whether a sender still may");
                Ok(())
            }
            answer => answer,
        }
    }
}
