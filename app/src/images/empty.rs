use leptos::prelude::*;

use crate::{paths, text::text, ui::Icon};

/// A list without images, and what to do about it.
#[component]
pub fn Empty(
    writes: bool,
    /// Whether there were images on the pages before.
    further: bool,
) -> impl IntoView {
    let text = text().images;
    if further {
        return view! {
            <section class="blank">
                <p>{text.end}</p>
                <a class="button" href=paths::images()>{text.first}</a>
            </section>
        }
        .into_any();
    }
    let invitation = if writes {
        text.empty_invites
    } else {
        text.empty_reader
    };
    view! {
        <section class="blank">
            <Icon name="case-empty"/>
            <h2>{text.empty}</h2>
            <p>{invitation}</p>
        </section>
    }
    .into_any()
}
