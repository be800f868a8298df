use leptos::{prelude::*, task::spawn_local};

use crate::{Error, error::Result};

/// A change that was asked for in place: under way, refused, or done and the page left.
#[derive(Clone, Copy)]
pub struct Submission {
    pending: RwSignal<bool>,
    error: RwSignal<Option<Error>>,
}

impl Submission {
    pub fn new() -> Self {
        Self {
            pending: RwSignal::new(false),
            error: RwSignal::new(None),
        }
    }

    /// Whether the answer is still awaited.
    pub fn is_pending(self) -> bool {
        self.pending.get()
    }

    /// Why it was refused.
    pub fn error(self) -> Option<Error> {
        self.error.get()
    }

    /// Asks. Where the server answers with another page, that page is shown.
    pub fn send(self, call: impl Future<Output = Result<()>> + 'static) {
        self.pending.set(true);
        self.error.set(None);
        spawn_local(async move {
            let outcome = call.await;
            // Whoever left the page meanwhile is not told any more.
            let _ = self.pending.try_set(false);
            let _ = self.error.try_set(outcome.err());
        });
    }
}
