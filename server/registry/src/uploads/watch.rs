use model::{Actor, Caller, ImageId};

use super::{Uploads, Warrant};
use crate::{Registry, Result};

/// Whoever sends into which image, and how to ask whether they still may.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    sender: Actor,
    who: Option<(Caller, Warrant, Registry, ImageId)>,
}

impl Uploads<'_> {
    /// What the long work of this caller on `image` is asked by. Nothing, where nobody gave a warrant.
    pub(super) fn watch(&self, image: ImageId) -> Watch {
        let who = |warrant: &Warrant| {
            let registry = self.registry.clone();
            (self.caller.clone(), warrant.clone(), registry, image)
        };
        Watch {
            sender: self.caller.into(),
            who: self.warrant.map(who),
        }
    }
}

impl Watch {
    /// Who sends it, and from where.
    pub fn sender(&self) -> &Actor {
        &self.sender
    }

    /// Whether they still may.
    pub async fn holds(&self) -> Result<()> {
        match &self.who {
            Some((caller, warrant, registry, image)) => {
                let now = warrant.ask(caller).await?;
                registry.images(&now).may_go_on(*image).await
            }
            None => Ok(()),
        }
    }
}
