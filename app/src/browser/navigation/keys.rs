//! Keys that press something: `data-shortcut` on a link, a button or a field.
//!
//! `k` is a key alone, `mod+k` one with Ctrl or ⌘, `g i` two of them one after the other. Keys alone do nothing while
//! somebody types or a dialog is open, and can be switched off (WCAG 2.1.4).

use std::cell::RefCell;

use js_sys::Date;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent};

use super::dom::{closest, find, pressed};

/// How long, in milliseconds, the second of two keys may take.
const SEQUENCE_TIMEOUT: f64 = 1_500.0;

thread_local! {
    /// The first of two keys, and when it was pressed.
    static FIRST: RefCell<Option<(String, f64)>> = const { RefCell::new(None) };
}

/// Listens from now on.
pub fn install() {
    window_event_listener(ev::keydown, |event| {
        if let Some(place) = meant(&event) {
            event.prevent_default();
            match place.dyn_ref::<HtmlInputElement>() {
                Some(field) => field.focus().unwrap_or_default(),
                None => place.click(),
            }
        }
    });
}

fn meant(event: &KeyboardEvent) -> Option<HtmlElement> {
    let key = event.key();
    if key.contains(['"', '\\']) {
        return None;
    }
    if event.ctrl_key() || event.meta_key() {
        return find(&format!("[data-shortcut=\"mod+{}\"]", key.to_lowercase()));
    }
    let types = "input, textarea, select, [contenteditable]";
    if event.alt_key()
        || find("html[data-shortcuts=off], dialog[open]").is_some()
        || closest(pressed(event).as_ref(), types).is_some()
    {
        return None;
    }
    let now = Date::now();
    let first = FIRST.take().filter(|(_, at)| now - at < SEQUENCE_TIMEOUT);
    let second = first.and_then(|(first, _)| find(&format!("[data-shortcut=\"{first} {key}\"]")));
    if second.is_some() {
        return second;
    }
    let alone = find(&format!("[data-shortcut=\"{key}\"]"));
    if alone.is_none() && find(&format!("[data-shortcut^=\"{key} \"]")).is_some() {
        FIRST.set(Some((key, now)));
    }
    alone
}
