//! What a form leaves for the page that comes next: what was done, or why it was refused and what was typed.
//!
//! Not in the address: that is a place where anybody could write words of theirs. Not in a cookie either: it holds
//! nothing but a random token, under which the server keeps the content for the one page that shows it.

use std::sync::{Arc, Mutex, PoisonError};

use leptos::{prelude::use_context, server_fn::ServerFn};
use serde::{Deserialize, Serialize};

use super::Undo;
use crate::{forms::SignIn, request::answer, shared::Error};

/// The cookie with the token.
pub const COOKIE: &str = "flash";

/// Bytes that are kept for one page: enough for every field of every form at its usual length.
const MOST: usize = 256 << 10;
/// Bytes that are kept for somebody who is not signed in: names and a sentence.
const MOST_OF_STRANGERS: usize = 4 << 10;

/// What a form comes back with that was refused: why, and what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormState {
    pub error: Option<Error>,
    /// The fields that may be shown again, by name; never a password.
    pub typed: Vec<(String, String)>,
}

impl FormState {
    /// What was typed into `field`.
    pub fn typed(&self, field: &str) -> Option<String> {
        let (_, value) = self.typed.iter().find(|(name, _)| name == field)?;
        Some(value.clone())
    }

    /// Everything that was typed into the fields of that name.
    pub fn all_typed(&self, field: &str) -> Vec<String> {
        let of_field = self.typed.iter().filter(|(name, _)| name == field);
        of_field.map(|(_, value)| value.clone()).collect()
    }

    /// The error, if it is about `field`: it is shown there.
    pub fn error_at(&self, field: &str) -> Option<Error> {
        let error = self.error.as_ref()?;
        (error.field.as_deref() == Some(field)).then(|| error.clone())
    }

    /// The error, unless one of `fields` shows it.
    pub fn error_beside(&self, fields: &[&str]) -> Option<Error> {
        let error = self.error.as_ref()?;
        let field = error.field.as_deref();
        let shown = field.is_some_and(|field| fields.contains(&field));
        (!shown).then(|| error.clone())
    }
}

/// What the page that comes next says of what was done, in the reader's language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Whether not all went well.
    pub partly: bool,
    pub lines: Vec<String>,
    /// A page that the message leads to: its name and its address.
    #[serde(default)]
    pub link: Option<(String, String)>,
    /// What is shown this once, to be copied.
    #[serde(default)]
    pub secret: Option<String>,
    /// What takes it back.
    #[serde(default)]
    pub undo: Option<Undo>,
}

/// A form that was refused, and the server function that it asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct RefusedForm {
    function: String,
    returned: FormState,
}

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
}

impl FlashSlots {
    /// Of a request for which `content` was kept.
    pub fn arrived_with(content: Option<&str>) -> Self {
        // Of another release it may have another shape: then the page says nothing.
        let flash = content.and_then(|content| serde_json::from_str(content).ok());
        Self {
            arrived: Arc::new(Mutex::new(flash.unwrap_or_default())),
            leaving: Arc::default(),
        }
    }

    /// What the request leaves, if anything.
    pub fn leaving(&self) -> Option<PendingFlash> {
        let mut flash = locked(&self.leaving, std::mem::take);
        if flash.outcome.is_none() && flash.form.is_none() {
            return None;
        }
        let most = if flash.for_anybody {
            MOST_OF_STRANGERS
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

/// What the form of the server function `F` brought back with this request. It is told once: a reload shows an empty
/// form.
pub fn form_state<F: ServerFn>() -> FormState {
    form_state_of(F::PATH)
}

/// What the form sent to `function` brought back with this request.
pub fn form_state_of(function: &str) -> FormState {
    let form = arrived(|flash| flash.form.take_if(|form| form.function == function));
    form.map_or_else(FormState::default, |form| form.returned)
}

/// Why a form was refused that is not on this page, or shows no errors itself.
pub fn refused_elsewhere() -> Option<Error> {
    arrived(|flash| flash.form.take())?.returned.error
}

/// What there is to say on this page. It is said once.
pub fn take_flash() -> Option<Outcome> {
    arrived(|flash| flash.outcome.take())
}

/// Has the page that comes next say `sentence`: what was done.
pub fn flash_message(sentence: String) {
    flash_outcome(Outcome {
        lines: vec![sentence],
        ..Outcome::default()
    });
}

/// Has the sign-in page, which comes next, say `sentence`: whoever did it is signed out by now.
pub fn flash_to_anyone(sentence: String) {
    flash_message(sentence);
    leave(|flash| flash.for_anybody = true);
}

/// Has the page that comes next say `sentence` and lead to the page of that name and address.
pub fn flash_with_link(sentence: String, name: &str, address: String) {
    flash_outcome(Outcome {
        lines: vec![sentence],
        link: Some((name.to_owned(), address)),
        ..Outcome::default()
    });
}

/// Has the page that comes next say `sentence` and show a secret, this once.
pub fn flash_with_secret(sentence: String, secret: &str) {
    flash_outcome(Outcome {
        lines: vec![sentence],
        secret: Some(secret.to_owned()),
        ..Outcome::default()
    });
}

/// Has the page that comes next say `sentence`, and offer to take it back.
pub fn flash_with_undo(sentence: String, undo: Undo) {
    flash_outcome(Outcome {
        lines: vec![sentence],
        undo: Some(undo),
        ..Outcome::default()
    });
}

/// Has the page that comes next say several things. A script gets an answer instead of a page, and nothing is kept for it.
pub fn flash_outcome(outcome: Outcome) {
    if answer::is_form() {
        leave(|flash| flash.outcome = Some(outcome));
    }
}

/// Has the form of `function` come back with `error` and what was typed.
pub fn leave_form(function: String, error: &Error, typed: Vec<(String, String)>) {
    leave(|flash| {
        // Whoever could not sign in is nobody yet.
        flash.for_anybody = function == SignIn::PATH;
        let mut error = error.clone();
        error.field = error.field.or_else(|| field_of(&error.message, &typed));
        let returned = FormState {
            error: Some(error),
            typed,
        };
        flash.form = Some(RefusedForm { function, returned });
    });
}

/// The field that a sentence begins with, as `name is …` or `project.name is …`, if that is one of the form's.
fn field_of(message: &str, typed: &[(String, String)]) -> Option<String> {
    let first = message.split(' ').next()?;
    let name = first.rsplit('.').next()?;
    let is_field = typed.iter().any(|(field, _)| field == name);
    is_field.then(|| name.to_owned())
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

fn locked<T>(flash: &Mutex<Flash>, with: impl FnOnce(&mut Flash) -> T) -> T {
    with(&mut flash.lock().unwrap_or_else(PoisonError::into_inner))
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
        let error = Error::new(ErrorKind::Invalid, "no");
        let returned = FormState {
            error: Some(error),
            typed: vec![("name".to_owned(), typed.to_owned())],
        };
        let slots = FlashSlots::default();
        locked(&slots.leaving, |flash| {
            flash.form = Some(RefusedForm {
                function: "/fn/create_project".to_owned(),
                returned,
            });
        });
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
    fn a_sentence_about_a_field_names_it() {
        let typed = vec![("name".to_owned(), String::new())];
        let of = |message| field_of(message, &typed);
        assert_eq!(
            of("project.name is not 1 to 64 characters long").as_deref(),
            Some("name")
        );
        assert_eq!(of("name is too long").as_deref(), Some("name"));
        assert_eq!(of("nothing of the kind"), None);
    }

    #[test]
    fn what_is_kept_for_a_page_is_bounded() {
        let left = refused(&"x".repeat(MOST + 1)).leaving();
        let left = left.expect("the message stays");
        assert!(left.content.len() < 1000, "{}", left.content.len());
        assert!(left.content.contains("\"no\""), "{}", left.content);
    }
}
