use leptos::prelude::*;

use super::{super::text::frame, Copy};
use crate::{ssr::Outcome, ui::Icon};

/// What was done, said once and left standing until it is dismissed or the page is left.
#[component]
pub fn Notice(outcome: Outcome) -> impl IntoView {
    let dismiss = frame().dismiss;
    let (tone, icon) = if outcome.partly {
        ("warn", "warning")
    } else {
        ("good", "check")
    };
    view! {
        <div class="notice dismissible" data-tone=tone role="status">
            <Icon name=icon/>
            <div>
                {outcome.lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
                {outcome.secret.map(|value| view! { <p class="secret"><code>{value.clone()}</code> <Copy what="" value/></p> })}
            </div>
            <button type="button" class="tool" data-dismiss="" title=dismiss aria-label=dismiss>
                <Icon name="close"/>
            </button>
        </div>
    }
}
