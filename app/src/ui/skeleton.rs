use leptos::prelude::*;

use crate::text::text;

/// Grey rows of the height that the real ones will have. They fade in late, so a quick answer shows none.
#[component]
pub fn Skeleton(rows: usize) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{text().frame.loading}</span>
            {(0..rows).map(|_| view! { <div class="skeleton-row"></div> }).collect_view()}
        </div>
    }
}
