use leptos::prelude::*;
use model::OffsetDateTime;

use crate::text::{format, locale};

/// A moment: how long ago it was with the exact time on hover, or the exact time where `now` is not known.
#[component]
pub fn When(at: OffsetDateTime, #[prop(optional)] now: Option<OffsetDateTime>) -> impl IntoView {
    let locale = locale();
    let exact = format::moment(locale, at);
    let (shown, title) = match now {
        Some(now) => (format::age(locale, at, now), Some(exact)),
        None => (exact, None),
    };
    view! { <time datetime=format::machine(at) title=title>{shown}</time> }
}
