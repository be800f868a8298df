use leptos::prelude::*;
use model::ErrorKind;

use super::super::text::errors;
use crate::{Error, ui::Icon};

/// What went wrong, what to do about it, and the id to quote.
#[component]
pub fn ProblemBox(error: Error) -> impl IntoView {
    let text = errors();
    view! {
        <div class="problem" role="alert" tabindex="-1">
            <Icon name="warning"/>
            <div>
                <p class="problem-title">{(text.title)(error.kind)}</p>
                <p>{(text.hint)(error.kind)}</p>
                <Details error/>
            </div>
        </div>
    }
}

/// What an operator wants to hear.
#[component]
pub fn Details(error: Error) -> impl IntoView {
    let text = errors();
    let Error {
        kind,
        message,
        request_id,
    } = error;
    // The server's sentence knows the details, but only English; an internal one has none to tell.
    let told = kind != ErrorKind::Internal;
    view! {
        {told.then(|| view! { <p class="problem-detail" lang="en">{message}</p> })}
        {request_id.map(|id| {
            view! {
                <p class="problem-detail">
                    {text.request_id} " " <code>{id}</code>
                </p>
            }
        })}
    }
}
