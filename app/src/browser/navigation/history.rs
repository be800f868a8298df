//! Addresses, and how far each page was scrolled: back and forward show a page where it was left.

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;
use js_sys::{Object, Reflect};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsValue;
use web_sys::{History, ScrollRestoration};

/// How long, in milliseconds, nothing was scrolled when the position is kept: browsers allow a page about ten changes of
/// its history in a second.
const PAUSE: u32 = 200;
/// What the position, in pixels from the top, is called in the state of a step of the history.
const POSITION: &str = "scroll";

thread_local! {
    /// The page that is shown, without the place on it.
    static SHOWN: RefCell<String> = const { RefCell::new(String::new()) };
    static KEEPING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    /// Where the page is to be scrolled that is on its way.
    static COMING: Cell<Option<f64>> = const { Cell::new(None) };
}

/// Keeps positions from now on. `go` is called when another page is to be shown, by back or forward.
pub fn install(go: impl Fn() + 'static) {
    SHOWN.set(without_fragment(&here()));
    restore_by(ScrollRestoration::Manual);
    // A document that was left, or loaded anew, is scrolled by the browser.
    window_event_listener(ev::pagehide, |_| restore_by(ScrollRestoration::Auto));
    window_event_listener(ev::pageshow, |_| restore_by(ScrollRestoration::Manual));
    window_event_listener(ev::scroll, |_| {
        KEEPING.set(Some(Timeout::new(PAUSE, keep)));
    });
    window_event_listener(ev::popstate, move |_| {
        // What was scrolled last belongs to the step that was left.
        KEEPING.take();
        let position = position();
        if SHOWN.with_borrow(|shown| *shown == without_fragment(&here())) {
            // Another place on the same page. Without a position it is a link, and the browser goes there itself.
            if let Some(position) = position {
                scroll_to(position);
            }
            return;
        }
        COMING.set(position);
        go();
    });
    if let Some(position) = position().filter(|_| scrolled() == 0.0) {
        scroll_to(position);
    }
}

/// A new page is at `url`: the next step of the history.
pub fn push(url: &str) {
    keep();
    COMING.take();
    if let Some(history) = history() {
        // Should the browser refuse, the page is right and only its address is old.
        let _ = history.push_state_with_url(&state(0.0), "", Some(url));
    }
    shown(url);
}

/// The page that is shown is at `url`, in the same step of the history.
pub fn replace(url: &str) {
    COMING.take();
    stay(url, scrolled());
}

/// The page is at `url` that back or forward led to; it is scrolled by `restore`.
pub fn come_back(url: &str) {
    stay(url, COMING.get().unwrap_or_default());
}

fn stay(url: &str, position: f64) {
    if let Some(history) = history() {
        let _ = history.replace_state_with_url(&state(position), "", Some(url));
    }
    shown(url);
}

/// Scrolls to where the page was left that is shown again.
pub fn restore() {
    if let Some(position) = COMING.take() {
        scroll_to(position);
    }
}

/// The address of this page.
pub fn here() -> String {
    window().location().href().unwrap_or_default()
}

/// `url` without the place on the page.
pub fn without_fragment(url: &str) -> String {
    url.split('#').next().unwrap_or_default().to_owned()
}

fn shown(url: &str) {
    KEEPING.take();
    SHOWN.set(without_fragment(url));
}

/// Keeps how far the page is scrolled.
fn keep() {
    // While another page is on its way, the address is its already.
    let is_shown = SHOWN.with_borrow(|shown| *shown == without_fragment(&here()));
    if let Some(history) = history().filter(|_| is_shown) {
        let _ = history.replace_state(&state(scrolled()), "");
    }
}

fn position() -> Option<f64> {
    let state = history()?.state().ok()?;
    Reflect::get(&state, &POSITION.into()).ok()?.as_f64()
}

fn state(position: f64) -> JsValue {
    let state = Object::new();
    // A plain object takes any property.
    let _ = Reflect::set(&state, &POSITION.into(), &position.into());
    state.into()
}

fn history() -> Option<History> {
    window().history().ok()
}

fn restore_by(way: ScrollRestoration) {
    if let Some(history) = history() {
        let _ = history.set_scroll_restoration(way);
    }
}

fn scrolled() -> f64 {
    window().scroll_y().unwrap_or_default()
}

fn scroll_to(position: f64) {
    window().scroll_to_with_x_and_y(0.0, position);
}

#[cfg(test)]
mod tests {
    use super::without_fragment;

    #[test]
    fn a_place_on_a_page_is_no_page() {
        assert_eq!(without_fragment("http://a/b?c=d#main"), "http://a/b?c=d");
        assert_eq!(without_fragment("http://a/b"), "http://a/b");
    }
}
