use leptos::prelude::*;

use crate::shared::paths;

/// A drawing of the sprite. It is decorative; the words beside it have the meaning.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" focusable="false">
            <use href=paths::icon(name)></use>
        </svg>
    }
}
