//! What was done, said on the page that comes next.

use serde::{Deserialize, Serialize};

use super::{arrived, leave};
use crate::{forms::Undo, request::is_form};

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
    if is_form() {
        leave(|flash| flash.outcome = Some(outcome));
    }
}
