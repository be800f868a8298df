//! The search over everything: a combobox whose list the server makes (WAI-ARIA Authoring Practices, combobox with a
//! listbox). The focus stays in the field; `aria-activedescendant` says which option is meant.

use std::cell::{Cell, RefCell};

use form_urlencoded::Serializer;
use gloo_timers::callback::Timeout;
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{
    DomParser, Element, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent,
    ScrollIntoViewOptions, ScrollLogicalPosition, SupportedType,
};

use super::{
    dialogs,
    dom::{closest, find, pressed},
    exchange::ask,
};

/// How long, in milliseconds, the typing has paused when the server is asked.
const PAUSE: u32 = 120;

const FIELD: &str = "#palette [role=combobox]";
const LIST: &str = "#palette [role=listbox]";
const OPTION: &str = "#palette [role=option]";
const MEANT: &str = "#palette [role=option][aria-selected=true]";

thread_local! {
    static TYPING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    /// Counts questions: an answer that was overtaken is not shown.
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

/// Serves it from now on.
pub fn install() {
    window_event_listener(ev::input, |event| {
        if closest(pressed(&event).as_ref(), FIELD).is_some() {
            // The one before is forgotten.
            TYPING.set(Some(Timeout::new(PAUSE, look_up)));
        }
    });
    window_event_listener(ev::keydown, |event| {
        if closest(pressed(&event).as_ref(), FIELD).is_some() && obey(&event) {
            event.prevent_default();
        }
    });
    window_event_listener(ev::click, |event| {
        let option = closest(pressed(&event).as_ref(), OPTION);
        if option.is_some_and(|option| !option.has_attribute("data-opens")) {
            dialogs::close_open();
        }
    });
}

/// The palette was opened by `button`, which may ask for one kind alone.
pub fn opened(dialog: &HtmlDialogElement, button: &Element) {
    let Some(field) = find(FIELD).and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    if dialog.id() != "palette" {
        return;
    }
    let kind = button.get_attribute("data-kind").unwrap_or_default();
    let label = if kind.is_empty() {
        "aria-label"
    } else {
        "data-projects"
    };
    let _ = dialog.set_attribute("data-kind", &kind);
    field.set_placeholder(&field.get_attribute(label).unwrap_or_default());
    field.set_value("");
    let _ = field.focus();
    look_up();
}

/// Asks the server what is called so, and shows it.
fn look_up() {
    let turn = ASKED.get().wrapping_add(1);
    ASKED.set(turn);
    let Some(url) = question() else { return };
    spawn_local(async move {
        let answer = ask(&url, false).await;
        if let (Ok(page), true) = (answer, ASKED.get() == turn) {
            show(&page.html);
        }
    });
}

fn question() -> Option<String> {
    let dialog = find("#palette[open]")?;
    let field = find(FIELD)?.dyn_into::<HtmlInputElement>().ok()?;
    let said = |name| dialog.get_attribute(name).unwrap_or_default();
    let query = Serializer::new(String::new())
        .append_pair("options", "")
        .append_pair("q", &field.value())
        .append_pair("kind", &said("data-kind"))
        .append_pair("from", &said("data-from"))
        .finish();
    Some(format!("{}?{query}", said("data-source")))
}

fn show(html: &str) {
    let parsed =
        DomParser::new().and_then(|parser| parser.parse_from_string(html, SupportedType::TextHtml));
    let part = |selector| {
        parsed
            .as_ref()
            .ok()?
            .query_selector(selector)
            .ok()
            .flatten()
    };
    // A page without options is another one: the session has ended, for example.
    let (Some(list), Some(options)) = (find(LIST), part("[data-options]")) else {
        return;
    };
    list.set_text_content(None);
    // The elements themselves: nothing is written out as HTML and read again.
    while let Some(option) = options.first_child() {
        if list.append_child(&option).is_err() {
            break;
        }
    }
    if let Some(status) = find("#palette [role=status]") {
        status.set_text_content(
            part("[data-said]")
                .and_then(|it| it.text_content())
                .as_deref(),
        );
    }
    mean(find(OPTION).as_ref());
}

/// What a key does in the field; whether it does anything.
fn obey(event: &KeyboardEvent) -> bool {
    match event.key().as_str() {
        "ArrowDown" => step(1),
        "ArrowUp" => step(-1),
        "Enter" if !event.is_composing() => match find(MEANT) {
            Some(option) => option.click(),
            None => return true,
        },
        _ => return false,
    }
    true
}

/// Means the next option, or the one before; past the end, the first again.
fn step(by: i32) {
    let Ok(all) = document().query_selector_all(OPTION) else {
        return;
    };
    let count = all.length().cast_signed();
    if count == 0 {
        return;
    }
    let meant = find(MEANT);
    let place = (0..count).find(|at| {
        let node = all.get(at.cast_unsigned());
        node.as_ref() == meant.as_ref().map(AsRef::as_ref)
    });
    let next = place.map_or(0, |place| (place + by).rem_euclid(count));
    let next = all.get(next.cast_unsigned());
    mean(next.as_ref().and_then(|node| node.dyn_ref::<HtmlElement>()));
}

/// Makes `option` the one that Enter chooses.
fn mean(option: Option<&HtmlElement>) {
    let Some(field) = find(FIELD) else { return };
    if let Some(before) = find(MEANT) {
        let _ = before.set_attribute("aria-selected", "false");
    }
    let any = if option.is_some() { "true" } else { "false" };
    let _ = field.set_attribute("aria-expanded", any);
    let Some(option) = option else {
        let _ = field.remove_attribute("aria-activedescendant");
        return;
    };
    let _ = option.set_attribute("aria-selected", "true");
    let _ = field.set_attribute("aria-activedescendant", &option.id());
    let near = ScrollIntoViewOptions::new();
    near.set_block(ScrollLogicalPosition::Nearest);
    option.scroll_into_view_with_scroll_into_view_options(&near);
}
