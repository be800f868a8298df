//! A computer that falls asleep uploads nothing: while something moves, its screen is asked to stay on.

use std::cell::RefCell;

use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::JsValue;

use super::{Uploads, js};

thread_local! {
    static HELD: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// Watches over `uploads` from now on.
pub fn install(uploads: Uploads) {
    let moving = Memo::new(move |_| {
        let items = uploads.items();
        items.iter().any(|item| item.shown.state.get().is_moving())
    });
    Effect::new(move || {
        if moving.get() {
            hold();
        } else if let Some(lock) = HELD.take() {
            js::call(&lock, "release", &[]);
        }
    });
    Effect::new(move || {
        // The browser takes it away when the page is not to be seen.
        document_event_listener(move || {
            if moving.get_untracked() {
                hold();
            }
        });
    });
}

fn document_event_listener(hear: impl Fn() + 'static) {
    // It bubbles from the document to the window.
    window_event_listener(ev::visibilitychange, move |_| hear());
}

fn hold() {
    let asked = js::get(&window().navigator(), "wakeLock")
        .and_then(|wake| js::call(&wake, "request", &["screen".into()]));
    if let Some(asked) = asked {
        spawn_local(async move {
            // On a low battery the answer is no.
            if let Ok(lock) = js::settled(asked).await {
                HELD.set(Some(lock));
            }
        });
    }
}
