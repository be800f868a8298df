use leptos::prelude::*;
use model::Status;

use crate::{shared::Icon, text::words};

/// The status of an image: a word and a drawing, for a colour alone says nothing to some.
#[component]
pub fn StatusBadge(status: Status) -> impl IntoView {
    let (tone, icon) = match status {
        Status::Active => ("good", "check"),
        Status::Saving | Status::Uploading | Status::Importing => ("busy", "progress"),
        Status::Deactivated => ("warn", "pause"),
        Status::Killed => ("bad", "warning"),
        Status::Queued | Status::PendingDelete | Status::Deleted | Status::Other(_) => {
            ("idle", "clock")
        }
    };
    let word = (words().status)(status);
    view! { <Badge tone icon word status=status.as_str()/> }
}

/// A word with a drawing, in the colour of what it means.
#[component]
pub fn Badge(
    tone: &'static str,
    icon: &'static str,
    word: &'static str,
    #[prop(optional)] status: Option<&'static str>,
) -> impl IntoView {
    view! {
        <span class="badge" data-tone=tone data-status=status>
            <Icon name=icon/>
            {word}
        </span>
    }
}
