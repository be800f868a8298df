use leptos::prelude::*;

use super::escape::escaped;

/// A field of several lines. Leptos does not escape what stands within a `textarea`.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    value: String,
    /// Lines that are seen at once.
    rows: usize,
    #[prop(default = None)] label: Option<String>,
    #[prop(optional)] invalid: bool,
) -> impl IntoView {
    // A parser leaves out a line feed at the beginning, so that one is given to it.
    let html = format!("\n{}", escaped(&value));
    view! {
        <textarea
            name=name
            rows=rows.to_string()
            aria-label=label
            aria-invalid=invalid.then_some("true")
            spellcheck="false"
            autocomplete="off"
            inner_html=html
        ></textarea>
    }
}
