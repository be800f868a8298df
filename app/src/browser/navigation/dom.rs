use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

/// What an event happened to.
pub fn pressed(event: &Event) -> Option<Element> {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
}

/// The nearest element around `place`, itself among them, that `selector` finds.
pub fn closest(place: Option<&Element>, selector: &str) -> Option<Element> {
    place?.closest(selector).ok().flatten()
}

/// The first element of the page that `selector` finds.
pub fn find(selector: &str) -> Option<HtmlElement> {
    let found = document().query_selector(selector).ok().flatten()?;
    found.dyn_into().ok()
}

/// Marks the page as busy, or as done.
pub fn busy(is_busy: bool) {
    if let Some(root) = document().document_element() {
        // An attribute for the style sheet; should it fail, there is no bar.
        let _ = if is_busy {
            root.set_attribute("data-busy", "")
        } else {
            root.remove_attribute("data-busy")
        };
    }
}
