use leptos::prelude::*;

use crate::shared::paths;

/// A drawing of the sprite. It decorates; the words beside it speak.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" focusable="false">
            <use href=paths::icon(name)></use>
        </svg>
    }
}
