//! What pages can ask for by an attribute, where there is a script:
//!
//! | attribute | on | does |
//! |---|---|---|
//! | `data-copy` | a button | copies its value, and says so by `data-copied` |
//! | `data-dismiss` | a button | takes the `.dismissible` around it away |
//! | `data-autosubmit` | a form, or a control in one | sends the form on a change; a search field once the typing pauses |
//! | `data-tick-all` | a checkbox | ticks every checkbox of that name in its form |
//! | `data-kept` | anything | is left as it is when the same page, or another, takes this one's place |
//! | `data-unscripted` | anything | is there only without a script (the style sheet hides it) |
//!
//! Dialogs and keys have files of their own.

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlFormElement, HtmlInputElement};

use super::dom::{closest, pressed};

/// How long, in milliseconds, the typing has paused when a search is sent.
const PAUSE: u32 = 300;

thread_local! {
    static TYPING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    /// Whether a form is being sent because something was chosen in it.
    static CHOOSING: Cell<bool> = const { Cell::new(false) };
}

/// Offers them from now on.
pub fn install() {
    window_event_listener(ev::click, |event| {
        let place = pressed(&event);
        if let Some(button) = closest(place.as_ref(), "[data-copy]") {
            copy(button);
        }
        if closest(place.as_ref(), "[data-dismiss]").is_some()
            && let Some(message) = closest(place.as_ref(), ".dismissible")
        {
            message.remove();
        }
    });
    window_event_listener(ev::change, |event| {
        let place = pressed(&event);
        if let Some(tick) = closest(place.as_ref(), "input[data-tick-all]") {
            tick_all(&tick);
        }
        if closest(place.as_ref(), "[data-autosubmit]").is_some() {
            let typed = closest(place.as_ref(), "input[type=search]").is_some();
            CHOOSING.set(!typed);
            submit(place.as_ref());
            CHOOSING.set(false);
        }
    });
    window_event_listener(ev::input, |event| {
        let place = pressed(&event);
        if closest(place.as_ref(), "form[data-autosubmit] input[type=search]").is_some() {
            // The one before is forgotten, so only the last is sent.
            TYPING.set(Some(Timeout::new(PAUSE, move || submit(place.as_ref()))));
        } else if let Some(form) = closest(place.as_ref(), "form[method=post]") {
            // A page that brings itself up to date leaves it alone until it is sent.
            let _ = form.set_attribute("data-unsent", "");
        }
    });
}

/// Whether the form that is just being sent is sent because something was chosen in it, and not written.
pub fn is_choosing() -> bool {
    CHOOSING.get()
}

/// Cancels a search that was about to be sent: something else is on its way.
pub fn forget_typing() {
    TYPING.take();
}

fn copy(button: Element) {
    let Some(value) = button.get_attribute("data-copy") else {
        return;
    };
    let writing = window().navigator().clipboard().write_text(&value);
    spawn_local(async move {
        let said = button.query_selector("[data-copied]").ok().flatten();
        if let (Ok(_), Some(said)) = (JsFuture::from(writing).await, said) {
            said.set_text_content(said.get_attribute("data-copied").as_deref());
        }
    });
}

fn tick_all(tick: &Element) {
    let (Some(form), Some(name)) = (
        tick.closest("form").ok().flatten(),
        tick.get_attribute("data-tick-all"),
    ) else {
        return;
    };
    let ticked = tick
        .dyn_ref::<HtmlInputElement>()
        .is_some_and(HtmlInputElement::checked);
    let Ok(all) = form.query_selector_all("input[type=checkbox]") else {
        return;
    };
    for input in (0..all.length()).filter_map(|at| all.get(at)) {
        if let Some(input) = input.dyn_ref::<HtmlInputElement>()
            && input.name() == name
        {
            input.set_checked(ticked);
        }
    }
}

fn submit(place: Option<&Element>) {
    let form = place.and_then(|place| place.closest("form").ok().flatten());
    if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
        // A form that is not valid says so itself.
        let _ = form.request_submit();
    }
}
