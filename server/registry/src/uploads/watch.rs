use model::Caller;

use super::{Uploads, Warrant};
use crate::Result;

/// Whoever sends, and how to ask whether they still may.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    who: Option<(Caller, Warrant)>,
}

impl Uploads<'_> {
    /// What the long work of this caller is asked by. Nothing, where nobody gave a warrant.
    pub(super) fn watch(&self) -> Watch {
        Watch {
            who: self
                .warrant
                .map(|warrant| (self.caller.clone(), warrant.clone())),
        }
    }
}

impl Watch {
    /// Whether they still may.
    pub async fn holds(&self) -> Result<()> {
        match &self.who {
            Some((caller, warrant)) => warrant.holds(caller).await,
            None => Ok(()),
        }
    }
}
