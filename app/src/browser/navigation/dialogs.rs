//! Dialogs that a page brings along: `data-opens` names one, `data-closes` closes the one around it.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement};

use super::{
    dom::{closest, find, pressed},
    palette,
};

/// Opens and closes them from now on.
pub fn install() {
    window_event_listener(ev::click, |event| {
        let place = pressed(&event);
        if let Some(button) = closest(place.as_ref(), "[data-opens]") {
            event.prevent_default();
            close_open();
            open(&button);
        } else if closest(place.as_ref(), "[data-closes]").is_some()
            // Beside it: what is pressed is the dialog itself, not what is in it.
            || place.is_some_and(|place| place.has_attribute("open") && place.tag_name() == "DIALOG")
        {
            close_open();
        }
    });
}

/// Closes the dialog that is open. The browser gives the focus back.
pub fn close_open() {
    if let Some(dialog) = find("dialog[open]").and_then(|it| it.dyn_into().ok()) {
        HtmlDialogElement::close(&dialog);
    }
}

fn open(button: &Element) {
    let named = button.get_attribute("data-opens").unwrap_or_default();
    let dialog = document().get_element_by_id(&named);
    let Some(dialog) = dialog.and_then(|it| it.dyn_into::<HtmlDialogElement>().ok()) else {
        return;
    };
    if dialog.show_modal().is_ok() {
        palette::opened(&dialog, button);
    }
}
