use leptos::prelude::*;

use super::Icon;
use crate::text::text;

/// A button that copies `value`. It appears only where a script can do so.
#[component]
pub fn Copy(
    /// What is copied, in a word or two.
    what: &'static str,
    value: String,
) -> impl IntoView {
    let text = text().images;
    let able = RwSignal::new(false);
    let copied = RwSignal::new(false);
    // Browsers give the clipboard to secure contexts only.
    Effect::new(move |_| able.set(window().is_secure_context()));

    let copy = move |_| {
        let writing = window().navigator().clipboard().write_text(&value);
        leptos::task::spawn_local(async move {
            copied.set(wasm_bindgen_futures::JsFuture::from(writing).await.is_ok());
        });
    };

    view! {
        <button type="button" class="copy" hidden=move || !able.get() title=(text.copy)(what) on:click=copy>
            <Icon name="copy"/>
            <span class="visually-hidden">{(text.copy)(what)}</span>
            <span class="copy-done" role="status">{move || copied.get().then_some(text.copied)}</span>
        </button>
    }
}
