use leptos::{ev, html, prelude::*};

use super::{dropped::files, use_uploads};
use crate::{
    served::{closest, pressed},
    text::text,
};

/// What a page's button bears to open the browser's file chooser.
const OPENS: &str = "[data-choose-files]";

/// The file chooser. Its buttons stand on the pages, which come and go; it stays.
#[component]
pub fn ChooseFiles() -> impl IntoView {
    let uploads = use_uploads();
    let input = NodeRef::<html::Input>::new();
    Effect::new(move || {
        window_event_listener(ev::click, move |event| {
            if let Some(input) = input.get_untracked()
                && closest(pressed(&event).as_ref(), OPENS).is_some()
            {
                event.prevent_default();
                input.click();
            }
        });
    });
    let take = move |_| {
        let Some(input) = input.get() else { return };
        if let Some(list) = input.files() {
            uploads.add(files(&list));
        }
        // So that choosing the same file again is a change again.
        input.set_value("");
    };
    // The input is reached by the buttons; a second stop on the way of the keyboard would only puzzle.
    view! {
        <input
            class="visually-hidden"
            type="file"
            multiple
            tabindex="-1"
            aria-label=text().input
            node_ref=input
            on:change=take
        />
    }
}
