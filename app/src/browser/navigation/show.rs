//! A page that arrived takes the place of the one that is shown.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Document, DomParser, Element, HtmlElement, HtmlFormElement, SupportedType};

use super::{
    dom::find,
    exchange::FetchedPage,
    history,
    morph::{Typed, morph},
};
use crate::browser::MOUNT_ID;

/// How a page is come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    /// By a link or a form: the next step of the history.
    Step,
    /// By a filter that is being written: the same step, and the focus stays in the field.
    Refined,
    /// By a filter that was chosen: the next step, and the focus stays where it is.
    Chosen,
    /// By the browser's back or forward.
    Back,
    /// It is the same page, asked for again.
    Same,
}

impl Visit {
    /// What becomes of what the person typed on the page before, if parts of it stay.
    fn typed(self) -> Typed {
        match self {
            Self::Step | Self::Back => Typed::Replaced,
            Self::Refined | Self::Chosen => Typed::ReplacedButFocused,
            Self::Same => Typed::Kept,
        }
    }
}

thread_local! {
    static LANGUAGE: RefCell<Option<Box<dyn Fn()>>> = const { RefCell::new(None) };
    static ARRIVED: RefCell<Vec<Box<dyn Fn()>>> = const { RefCell::new(Vec::new()) };
}

/// Calls `hear` whenever the page that is shown is in another language than the one before.
pub fn when_language_changes(hear: impl Fn() + 'static) {
    LANGUAGE.set(Some(Box::new(hear)));
}

/// Calls `hear` whenever a page was shown in the place of another.
pub fn when_page_arrives(hear: impl Fn() + 'static) {
    ARRIVED.with_borrow_mut(|all| all.push(Box::new(hear)));
}

/// Shows `page`.
pub fn show(page: &FetchedPage, arrival: Visit) {
    let parser = DomParser::new()
        .and_then(|parser| parser.parse_from_string(&page.html, SupportedType::TextHtml));
    let Ok(next) = parser else { return };
    if build_of(&next) != build_of(&document()) {
        // From a newer server: its pages may need a newer program. A visit loads both; an update can wait for one.
        if arrival != Visit::Same {
            let _ = window().location().assign(&page.url);
        }
        return;
    }
    let moved = arrival == Visit::Step || arrival == Visit::Back;
    step(&page.url, arrival);
    let spoken = language();
    if let (Some(root), Some(next_root)) = (document().document_element(), next.document_element())
    {
        for name in ["lang", "data-theme", "data-shortcuts"] {
            let _ = match next_root.get_attribute(name) {
                Some(value) => root.set_attribute(name, &value),
                None => root.remove_attribute(name),
            };
        }
    }
    document().set_title(&next.title());
    hold_notices(arrival == Visit::Same);
    if let (Some(body), Some(next_body)) = (document().body(), next.body()) {
        morph(&body, &next_body, MOUNT_ID, arrival.typed());
    }
    if language() != spoken {
        LANGUAGE.with_borrow(|hear| hear.iter().for_each(|hear| hear()));
    }
    ARRIVED.with_borrow(|hear| hear.iter().for_each(|hear| hear()));
    if moved {
        look(arrival);
    }
}

/// What was said once stays for as long as its page does.
fn hold_notices(held: bool) {
    let Ok(notices) = document().query_selector_all("main > .dismissible") else {
        return;
    };
    for notice in (0..notices.length()).filter_map(|at| notices.get(at)) {
        if let Some(notice) = notice.dyn_ref::<Element>() {
            let _ = if held {
                notice.set_attribute("data-kept", "")
            } else {
                notice.remove_attribute("data-kept")
            };
        }
    }
}

/// Says in the form that the server did not answer. What was typed is still there.
pub fn unsent(form: &HtmlFormElement) {
    let _ = form.set_attribute("data-unsent", "");
    if let Some(notice) = form
        .query_selector("[role=alert]")
        .ok()
        .flatten()
        .or_else(|| find("[data-unsent-notice]").map(JsCast::unchecked_into::<Element>))
    {
        let _ = notice.remove_attribute("hidden");
        let _ = notice.unchecked_ref::<HtmlElement>().focus();
    }
}

/// Moves the address on to where the page came from.
fn step(url: &str, arrival: Visit) {
    match arrival {
        Visit::Step | Visit::Chosen if history::here() != url => history::push(url),
        Visit::Same => (),
        Visit::Back => history::come_back(url),
        _ => history::replace(url),
    }
}

/// Where the eyes and the focus go on a new page: to the field that waits, else to the heading, which is read out.
fn look(arrival: Visit) {
    let place = find("main [autofocus]").or_else(|| find("main h1"));
    if let Some(place) = place {
        // The browser may scroll to it; where to is decided only now.
        let _ = place.focus();
    }
    if arrival == Visit::Back {
        return history::restore();
    }
    let fragment = window().location().hash().unwrap_or_default();
    let place = fragment.strip_prefix('#').filter(|id| !id.is_empty());
    match place.and_then(|id| document().get_element_by_id(id)) {
        Some(place) => place.scroll_into_view(),
        None => window().scroll_to_with_x_and_y(0.0, 0.0),
    }
}

fn build_of(document: &Document) -> Option<String> {
    document.document_element()?.get_attribute("data-build")
}

fn language() -> Option<String> {
    document().document_element()?.get_attribute("lang")
}
