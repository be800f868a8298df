//! Links, forms and the browser's own back and forward.

use std::cell::Cell;

use form_urlencoded::Serializer;
use js_sys::Array;
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    FormData, HtmlAnchorElement, HtmlElement, HtmlFormElement, MouseEvent, SubmitEvent, Url,
};

use super::{
    behaviours::{forget_typing, is_choosing},
    connection,
    dom::{busy, closest, find, pressed},
    exchange::{FetchFailure, FetchedPage, ask, send},
    history::{self, here},
    live, session,
    show::{self, Visit},
};
use crate::shared::paths;

thread_local! {
    /// Counts what was asked for: an answer that was overtaken is not shown any more.
    static ASKED: Cell<u32> = const { Cell::new(0) };
    /// Whether the page that is shown is being asked for again.
    static REFRESHING: Cell<bool> = const { Cell::new(false) };
    /// Whether there is a reason to ask again that came too early.
    static STALE: Cell<bool> = const { Cell::new(false) };
}

/// Follows from now on.
pub fn install() {
    window_event_listener(ev::click, |event| {
        if let Some(url) = link(&event) {
            event.prevent_default();
            connection::forget();
            visit(url, Visit::Step);
        }
    });
    window_event_listener(ev::submit, |event| {
        if let Some(form) = Form::of(&event) {
            event.prevent_default();
            connection::forget();
            form.send();
        }
    });
    history::install(|| {
        connection::forget();
        visit(here(), Visit::Back);
    });
    window_event_listener(ev::visibilitychange, |_| {
        if !document().hidden() && STALE.take() {
            refresh();
        }
    });
}

/// Asks for the same page again and shows what changed in it; nothing moves. A page that nobody looks at waits until
/// somebody does, and one that is being asked for is asked for once more afterwards.
pub fn refresh() {
    if document().hidden() || REFRESHING.get() {
        STALE.set(true);
    } else if can_refresh() {
        STALE.set(false);
        visit(here(), Visit::Same);
    }
}

/// Whether nothing would be lost: text that is being typed, a refusal or a secret that is shown this once, a page that
/// was requested.
pub fn can_refresh() -> bool {
    let held = "form[data-unsent], [aria-busy=true], main [role=alert]:not([hidden]), main .secret, html[data-busy]";
    find(held).is_none()
}

/// Shows the page at `url`.
pub fn visit(url: String, arrival: Visit) {
    let turn = next_turn();
    if arrival == Visit::Same {
        REFRESHING.set(true);
    } else {
        forget_typing();
        busy(true);
    }
    spawn_local(async move {
        let answer = ask(&url, arrival == Visit::Same).await;
        if arrival == Visit::Same {
            REFRESHING.set(false);
            if !document().hidden() && STALE.take() {
                live::look_soon();
            }
        }
        arrive(turn, &url, answer, arrival);
    });
}

fn arrive(turn: u32, url: &str, answer: Result<FetchedPage, FetchFailure>, arrival: Visit) {
    if ASKED.get() != turn {
        return;
    }
    busy(false);
    match answer {
        // Whoever was signed out keeps what they were looking at, and is told so.
        Ok(page) if arrival == Visit::Same && asks_to_sign_in(&page.url, url) => session::ask(),
        Ok(page) => show::show(&page, arrival),
        // A page that could not be brought up to date stays as it is.
        Err(_) if arrival == Visit::Same => (),
        // The browser's own page about the connection would end every upload.
        Err(FetchFailure::TransportError) => connection::wait_for(url, arrival),
        // The browser shows a download.
        Err(FetchFailure::NoPage) => {
            let _ = window().location().assign(url);
        }
    }
}

fn next_turn() -> u32 {
    let turn = ASKED.get().wrapping_add(1);
    ASKED.set(turn);
    turn
}

/// Whether the sign-in page was `found` where another one was `asked` for.
fn asks_to_sign_in(found: &str, asked: &str) -> bool {
    let is_sign_in = |url: &str| {
        let path = url.split(['?', '#']).next();
        path.is_some_and(|path| path.ends_with(&paths::sign_in()))
    };
    is_sign_in(found) && !is_sign_in(asked)
}

/// Where an ordinary click on a link to another page of ours leads.
fn link(event: &MouseEvent) -> Option<String> {
    let changed = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || changed {
        return None;
    }
    let link: HtmlAnchorElement = closest(pressed(event).as_ref(), "a[href]")?
        .dyn_into()
        .ok()?;
    let leads_out = ["download", "target", "data-plain"];
    if leads_out.iter().any(|name| link.has_attribute(name)) {
        return None;
    }
    let window = window();
    let location = window.location();
    if link.origin() != location.origin().ok()? {
        return None;
    }
    // To a place on this page: the browser scrolls, and moves the focus.
    let same_page =
        link.pathname() == location.pathname().ok()? && link.search() == location.search().ok()?;
    (!same_page || link.hash().is_empty()).then(|| link.href())
}

/// A form that is being sent.
struct Form {
    element: HtmlFormElement,
    url: String,
    posts: bool,
    fields: String,
}

impl Form {
    /// The form of `event`, unless it asks to be sent as a page of its own.
    fn of(event: &SubmitEvent) -> Option<Self> {
        if event.default_prevented() {
            return None;
        }
        let form: HtmlFormElement = pressed(event)?.dyn_into().ok()?;
        if form.has_attribute("data-plain") {
            return None;
        }
        let button = event.submitter();
        let said = |of_button: &str, of_form: &str| {
            let button = button.as_ref().and_then(|it| it.get_attribute(of_button));
            // Not the properties: a field called `action` would stand in for the form's.
            button.or_else(|| form.get_attribute(of_form))
        };
        let method = said("formmethod", "method").unwrap_or_default();
        let action = said("formaction", "action").unwrap_or_else(here);
        Some(Self {
            url: Url::new_with_base(&action, &here()).ok()?.href(),
            posts: method.eq_ignore_ascii_case("post"),
            fields: fields(&form, button.as_ref())?,
            element: form,
        })
    }

    fn send(self) {
        if !self.posts {
            let url = Url::new(&self.url);
            if let Ok(url) = url {
                url.set_search(&self.fields);
                let arrival = if !self.element.has_attribute("data-autosubmit") {
                    Visit::Step
                } else if is_choosing() {
                    Visit::Chosen
                } else {
                    // Typing into a search is one step, not one for each letter.
                    Visit::Refined
                };
                visit(url.href(), arrival);
            }
            return;
        }
        // Twice is once: a second press while the first is on its way.
        if self.element.has_attribute("aria-busy") {
            return;
        }
        let _ = self.element.set_attribute("aria-busy", "true");
        let _ = self.element.remove_attribute("data-unsent");
        let turn = next_turn();
        busy(true);
        spawn_local(async move {
            let answer = send(&self.url, self.fields).await;
            let _ = self.element.remove_attribute("aria-busy");
            match answer {
                Err(FetchFailure::TransportError) => {
                    busy(false);
                    show::unsent(&self.element);
                }
                answer => arrive(turn, &here(), answer, Visit::Step),
            }
        });
    }
}

/// The fields of a form as a query has them. `None` where there is a file among them.
fn fields(form: &HtmlFormElement, button: Option<&HtmlElement>) -> Option<String> {
    let data = FormData::new_with_form(form).ok()?;
    let mut fields = Serializer::new(String::new());
    for entry in js_sys::try_iter(&data).ok()?? {
        let pair: Array = entry.ok()?.dyn_into().ok()?;
        fields.append_pair(&text(&pair.get(0))?, &text(&pair.get(1))?);
    }
    let button = button.and_then(|button| Some((button.get_attribute("name")?, button)));
    if let Some((name, button)) = button {
        fields.append_pair(&name, &button.get_attribute("value").unwrap_or_default());
    }
    Some(fields.finish())
}

fn text(value: &JsValue) -> Option<String> {
    value.as_string()
}

#[cfg(test)]
mod tests {
    use super::asks_to_sign_in;

    #[test]
    fn only_the_sign_in_page_means_that_nobody_is_signed_in() {
        let images = "https://a/projects/1/images?q=b";
        assert!(asks_to_sign_in("https://a/login?next=%2Fimages", images));
        assert!(!asks_to_sign_in(images, images));
        assert!(!asks_to_sign_in(
            "https://a/login?next=b",
            "https://a/login"
        ));
    }
}
