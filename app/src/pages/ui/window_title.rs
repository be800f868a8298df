use leptos::prelude::*;
use leptos_meta::Title;

use super::escape::escaped;

/// The title of the browser's window. `leptos_meta` writes what it is given into the document as it is.
#[component]
pub fn WindowTitle(text: String) -> impl IntoView {
    view! { <Title text=escaped(&text)/> }
}
