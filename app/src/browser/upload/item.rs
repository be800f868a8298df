use std::{fmt, rc::Rc};

use leptos::prelude::*;
use send_wrapper::SendWrapper;

use super::{
    engine::{Engine, Progress},
    owner::Owner,
    preflight::Preflight,
    state::State,
};

/// What the tray shows of one file. It changes by itself.
#[derive(Clone, Default)]
pub struct TrayState {
    pub state: ArcRwSignal<State>,
    pub progress: ArcRwSignal<Progress>,
    /// What was found out before the first byte.
    pub preflight: ArcRwSignal<Option<Preflight>>,
    /// Whether the browser knows where the file lies, so that a click brings it back.
    pub at_hand: ArcRwSignal<bool>,
}

/// One file on its way.
#[derive(Clone)]
pub struct Item {
    pub key: u32,
    pub name: String,
    pub length: u64,
    pub owner: Owner,
    pub shown: TrayState,
    /// Made and used in the browser only, where there is one thread.
    pub(super) engine: SendWrapper<Rc<Engine>>,
}

impl Item {
    /// Its state, for who looks once.
    pub fn is(&self, claim: impl FnOnce(&State) -> bool) -> bool {
        self.shown.state.with_untracked(claim)
    }
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item")
            .field("key", &self.key)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
