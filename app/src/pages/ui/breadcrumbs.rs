use leptos::prelude::*;

use crate::{shared::Icon, text::frame};

/// The way back up from a page: the pages above it, outermost first, each with its address.
#[component]
pub fn Breadcrumbs(above: Vec<(String, String)>) -> impl IntoView {
    let step = |(at, (name, address)): (usize, (String, String))| {
        view! {
            <li>
                {(at > 0).then(|| view! { <Icon name="next"/> })}
                <a href=address>{name}</a>
            </li>
        }
    };
    view! {
        <nav class="trail" aria-label=frame().trail>
            <ol>{above.into_iter().enumerate().map(step).collect_view()}</ol>
        </nav>
    }
}
