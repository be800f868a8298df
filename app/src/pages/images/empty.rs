use leptos::prelude::*;

use crate::{
    pages::{text::images, who::SignedIn},
    ui::Icon,
};

/// A list without images, and what to do about it.
#[component]
pub fn Empty(
    who: SignedIn,
    /// Whether there were images on the pages before.
    further: bool,
) -> impl IntoView {
    let text = images();
    if further {
        return view! {
            <section class="blank">
                <p>{text.end}</p>
                <a class="button" href=who.here().images()>{text.first}</a>
            </section>
        }
        .into_any();
    }
    let invitation = if who.caller.can_write() {
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
