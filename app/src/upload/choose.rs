use leptos::{html, prelude::*};

use super::{dropped::files, use_uploads};
use crate::{text::text, ui::Icon};

/// The button that opens the browser's file chooser.
#[component]
pub fn ChooseFiles() -> impl IntoView {
    let uploads = use_uploads();
    let text = text().upload;
    let input = NodeRef::<html::Input>::new();

    let open = move |_| {
        if let Some(input) = input.get() {
            input.click();
        }
    };
    let take = move |_| {
        let Some(input) = input.get() else { return };
        if let Some(list) = input.files() {
            uploads.add(files(&list));
        }
        // So that choosing the same file again is a change again.
        input.set_value("");
    };

    // The input is reached by the button; a second stop on the way of the keyboard would only puzzle.
    view! {
        <div class="choose-files">
            <button type="button" class="button" data-kind="primary" on:click=open>
                <Icon name="upload"/>
                {text.choose}
            </button>
            <input
                class="visually-hidden"
                type="file"
                multiple
                tabindex="-1"
                aria-label=text.input
                node_ref=input
                on:change=take
            />
        </div>
    }
}
