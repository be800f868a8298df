//! What a form leaves for the page that comes next: what was done, or why it was refused and what was typed.
//!
//! Not in the address: that is a place where anybody could write words of theirs. Not in a cookie either: it holds
//! nothing but a random token, under which the server keeps the content for the one page that shows it.

mod form_state;
mod outcome;

pub use form_state::{FormState, form_state, form_state_of, keep_typed, refused_elsewhere, typed};
pub use outcome::{
    Outcome, flash_message, flash_outcome, flash_to_anyone, flash_with_link, flash_with_secret,
    flash_with_undo, take_flash,
};

use std::sync::{Arc, Mutex, PoisonError};

use leptos::{
    prelude::{provide_context, use_context},
    server_fn::ServerFn,
};
use serde::{Deserialize, Serialize};

use self::form_state::RefusedForm;
use super::SignIn;
use crate::shared::Error;

/// Bytes that are kept for one page: enough for every field of every form at its usual length.
const MOST: usize = 256 << 10;
/// Bytes that are kept for a browser that is not signed in: names and a sentence.
const MOST_OF_ANONYMOUS: usize = 4 << 10;

/// What one page shows once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Flash {
    outcome: Option<Outcome>,
    form: Option<RefusedForm>,
    /// Whether whoever opens the next page may see it, signed in or not.
    #[serde(skip)]
    for_anybody: bool,
}

/// What is to be kept for the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingFlash {
    pub content: String,
    /// Whether it is shown to who is not signed in; otherwise it is for the same user alone.
    pub for_anybody: bool,
}

/// In the context of a request: what it came with, and what it leaves.
#[derive(Clone, Debug, Default)]
pub struct FlashSlots {
    arrived: Arc<Mutex<Flash>>,
    leaving: Arc<Mutex<Flash>>,
    /// What was typed into the form, should it be refused.
    typed: Arc<Mutex<Vec<(String, String)>>>,
}

impl FlashSlots {
    /// Of a request for which `content` was kept.
    pub fn arrived_with(content: Option<&str>) -> Self {
        // Of another release it may have another shape: then the page says nothing.
        let flash = content.and_then(|content| serde_json::from_str(content).ok());
        Self {
            arrived: Arc::new(Mutex::new(flash.unwrap_or_default())),
            ..Self::default()
        }
    }

    /// Puts them where pages and forms look for them.
    pub fn provide(self) {
        provide_context(self);
    }

    /// Has the form of `function` come back with `error` and what was typed.
    pub fn refuse(&self, function: &str, error: &Error) {
        let typed = locked(&self.typed, std::mem::take);
        locked(&self.leaving, |flash| {
            // Whoever could not sign in has no user yet.
            flash.for_anybody = function == SignIn::PATH;
            flash.form = Some(RefusedForm::new(function, error, typed));
        });
    }

    /// What the request leaves, if anything.
    pub fn leaving(&self) -> Option<PendingFlash> {
        let mut flash = locked(&self.leaving, std::mem::take);
        if flash.outcome.is_none() && flash.form.is_none() {
            return None;
        }
        let most = if flash.for_anybody {
            MOST_OF_ANONYMOUS
        } else {
            MOST
        };
        let mut content = written(&flash);
        if content.len() > most {
            // The message stays; what would be convenient goes.
            if let Some(outcome) = &mut flash.outcome {
                outcome.undo = None;
            }
            if let Some(form) = &mut flash.form {
                form.returned.typed.clear();
            }
            content = written(&flash);
        }
        (content.len() <= most).then_some(PendingFlash {
            content,
            for_anybody: flash.for_anybody,
        })
    }
}

fn arrived<T>(take: impl FnOnce(&mut Flash) -> Option<T>) -> Option<T> {
    let slots = use_context::<FlashSlots>()?;
    locked(&slots.arrived, take)
}

fn leave(change: impl FnOnce(&mut Flash)) {
    if let Some(slots) = use_context::<FlashSlots>() {
        locked(&slots.leaving, change);
    }
}

fn locked<S, T>(slot: &Mutex<S>, with: impl FnOnce(&mut S) -> T) -> T {
    with(&mut slot.lock().unwrap_or_else(PoisonError::into_inner))
}

fn written(flash: &Flash) -> String {
    // Texts and numbers: nothing that JSON cannot say.
    serde_json::to_string(flash).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use model::ErrorKind;

    use super::*;

    fn refused(typed: &str) -> FlashSlots {
        let slots = FlashSlots::default();
        locked(&slots.typed, |fields| {
            fields.push(("name".to_owned(), typed.to_owned()));
        });
        slots.refuse("/fn/create_project", &Error::new(ErrorKind::Invalid, "no"));
        slots
    }

    #[test]
    fn what_is_left_arrives_at_the_next_page() {
        let left = refused("alice").leaving().expect("something is left");
        let slots = FlashSlots::arrived_with(Some(&left.content));
        let form = locked(&slots.arrived, |flash| flash.form.take()).expect("the form");
        assert_eq!(form.returned.typed("name").as_deref(), Some("alice"));
        assert_eq!(FlashSlots::default().leaving(), None);
    }

    #[test]
    fn what_is_kept_for_a_page_is_bounded() {
        let left = refused(&"x".repeat(MOST + 1)).leaving();
        let left = left.expect("the message stays");
        assert!(left.content.len() < 1000, "{}", left.content.len());
        assert!(left.content.contains("\"no\""), "{}", left.content);
    }
}
