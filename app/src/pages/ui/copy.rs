use leptos::prelude::*;

use crate::{shared::Icon, text::words};

/// A button that copies `value`. It is there only where a script can do so.
#[component]
pub fn Copy(
    /// What is copied, in a word or two.
    #[prop(into)]
    what: String,
    value: String,
) -> impl IntoView {
    let words = words();
    let label = (words.copy)(&what);
    let title = label.clone();
    view! {
        <button type="button" class="copy" data-copy=value title=title>
            <Icon name="copy"/>
            <span class="visually-hidden">{label}</span>
            <span class="copy-done" role="status" data-copied=words.copied></span>
        </button>
    }
}
