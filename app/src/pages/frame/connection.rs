use leptos::prelude::*;

use crate::{shared::Icon, text::frame};

/// Says that the server does not answer, once a script finds that it is so (`served/connection`).
#[component]
pub fn Connection() -> impl IntoView {
    let text = frame();
    view! {
        <aside class="session-end" aria-label=text.connection hidden data-connection="">
            <Icon name="warning"/>
            <p role="status">
                <span hidden data-case="offline">{text.offline}</span>
                <span hidden data-case="offline-going">{text.offline_going}</span>
                <span hidden data-case="away">{text.away}</span>
                <span hidden data-case="away-going">{text.away_going}</span>
            </p>
        </aside>
    }
}
