//! What a control shows is a property, and no attribute, once somebody typed, ticked or chose.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, HtmlInputElement, HtmlOptionElement, HtmlSelectElement, HtmlTextAreaElement,
};

/// What becomes of what the person typed, ticked and chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Every control is as the new page has it, as when a browser loads it.
    Replaced,
    /// The same, but for the control that has the focus.
    ReplacedButFocused,
    /// It stays, unless the page itself says something else than before.
    Kept,
}

/// What the page said that a control shows, before it is changed.
#[derive(Debug, PartialEq, Eq)]
pub struct Defaults(Option<Shows>);

#[derive(Debug, PartialEq, Eq)]
enum Shows {
    Text(String),
    Ticked(bool),
    Chosen(Vec<(String, bool)>),
}

/// What the page says that `element` shows, if it is a control.
pub fn defaults(element: &Element) -> Defaults {
    let default = if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        Some(if is_tick(input) {
            Shows::Ticked(input.default_checked())
        } else {
            Shows::Text(input.default_value())
        })
    } else if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        Some(Shows::Text(area.default_value().unwrap_or_default()))
    } else {
        element.dyn_ref::<HtmlSelectElement>().map(|select| {
            let options = options(select);
            let said = |option: &HtmlOptionElement| (option.value(), option.default_selected());
            Shows::Chosen(options.iter().map(said).collect())
        })
    };
    Defaults(default)
}

/// Makes `old`, which has the attributes and children of `new` by now, show what `new` shows.
///
/// Children that `old` lacked were moved there: what the page says stands in `old`, and in `new` only as far as attributes go.
pub fn sync(old: &Element, new: &Element, before: &Defaults, typed: Typed) {
    let kept = match typed {
        Typed::Replaced => false,
        Typed::ReplacedButFocused => is_focused(old),
        Typed::Kept => defaults(old) == *before || (is_focused(old) && is_edited(old, before)),
    };
    if kept {
        return;
    }
    if let (Some(old), Some(new)) = (
        old.dyn_ref::<HtmlInputElement>(),
        new.dyn_ref::<HtmlInputElement>(),
    ) {
        input(old, new);
    } else if let Some(area) = old.dyn_ref::<HtmlTextAreaElement>() {
        let value = area.default_value().unwrap_or_default();
        if area.value() != value {
            area.set_value(&value);
        }
    } else if let Some(old) = old.dyn_ref::<HtmlSelectElement>() {
        select(old);
    }
}

fn input(old: &HtmlInputElement, new: &HtmlInputElement) {
    if is_tick(old) {
        old.set_checked(new.default_checked());
        old.set_indeterminate(false);
        return;
    }
    // A file input takes nothing but the empty text, which releases the file.
    let value = if old.type_() == "file" {
        String::new()
    } else {
        new.value()
    };
    // To set the same text again would move the cursor.
    if old.value() != value {
        old.set_value(&value);
    }
}

fn select(select: &HtmlSelectElement) {
    let options = options(select);
    if select.multiple() {
        for option in options {
            option.set_selected(option.default_selected());
        }
        return;
    }
    // As a browser does when it loads a page: the last one that is marked, or the first.
    let marked = options
        .iter()
        .rposition(HtmlOptionElement::default_selected);
    select.set_selected_index(i32::try_from(marked.unwrap_or(0)).unwrap_or(0));
}

fn options(select: &HtmlSelectElement) -> Vec<HtmlOptionElement> {
    let Ok(all) = select.query_selector_all("option") else {
        return Vec::new();
    };
    (0..all.length())
        .filter_map(|at| all.get(at)?.dyn_into().ok())
        .collect()
}

fn is_tick(input: &HtmlInputElement) -> bool {
    matches!(input.type_().as_str(), "checkbox" | "radio")
}

/// Whether `element` shows another text than the page `before` said.
fn is_edited(element: &Element, before: &Defaults) -> bool {
    let Defaults(Some(Shows::Text(said))) = before else {
        return false;
    };
    let input = element.dyn_ref::<HtmlInputElement>();
    let area = element.dyn_ref::<HtmlTextAreaElement>();
    let shown = input
        .map(HtmlInputElement::value)
        .or_else(|| area.map(HtmlTextAreaElement::value));
    shown.is_some_and(|shown| shown != *said)
}

fn is_focused(element: &Element) -> bool {
    let focused = document().active_element();
    focused.is_some_and(|focused| element.is_same_node(Some(&focused)))
}
