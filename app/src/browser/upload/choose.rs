use leptos::{ev, html, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use super::{
    Uploads,
    selected_file::{SelectedFile, can_pick, pick},
    use_uploads,
};
use crate::{
    browser::navigation::{closest, pressed},
    text::upload,
};

/// What a button bears to open the browser's file chooser: with a number, for the upload that waits for its file.
const OPENS: &str = "data-choose-files";

/// The file chooser. Its buttons stand on the pages, which come and go; it stays.
#[component]
pub fn ChooseFiles() -> impl IntoView {
    let uploads = use_uploads();
    let input = NodeRef::<html::Input>::new();
    // For whom files are being chosen; nobody is anybody.
    let target = StoredValue::new(None::<u32>);
    Effect::new(move || {
        let listening = window_event_listener(ev::click, move |event| {
            let Some(button) = closest(pressed(&event).as_ref(), &format!("[{OPENS}]")) else {
                return;
            };
            event.prevent_default();
            let wanting = button.get_attribute(OPENS).and_then(|key| key.parse().ok());
            if can_pick() {
                spawn_local(async move {
                    let chosen = pick(wanting.is_none()).await;
                    take(uploads, wanting, chosen);
                });
            } else if let Some(input) = input.get_untracked() {
                target.set_value(wanting);
                input.set_multiple(wanting.is_none());
                // This click is heard here too: only once this one was dealt with.
                spawn_local(async move { input.unchecked_ref::<web_sys::HtmlElement>().click() });
            }
        });
        on_cleanup(move || listening.remove());
    });
    let taken = move |_| {
        let Some(input) = input.get() else { return };
        if let Some(list) = input.files() {
            take(uploads, target.get_value(), SelectedFile::of_list(&list));
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
            aria-label=upload().input
            node_ref=input
            on:change=taken
        />
    }
}

fn take(uploads: Uploads, wanting: Option<u32>, chosen: Vec<SelectedFile>) {
    match wanting {
        None => uploads.add(chosen),
        Some(key) => {
            for chosen in chosen.into_iter().take(1) {
                uploads.attach_file(key, chosen.file);
            }
        }
    }
}
