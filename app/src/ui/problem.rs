use leptos::{either::Either, prelude::*};
use leptos_router::{components::Redirect, hooks::use_location};
use model::ErrorKind;

use super::Icon;
use crate::{Error, host, paths, text::text};

/// Why a page cannot be shown, with the status that belongs to it. Whoever is not signed in is sent to sign in.
#[component]
pub fn Problem(error: Error) -> impl IntoView {
    if error.kind == ErrorKind::Unauthenticated {
        let here = use_location();
        let (path, search) = (here.pathname.get_untracked(), here.search.get_untracked());
        let here = if search.is_empty() {
            path
        } else {
            format!("{path}?{search}")
        };
        return Either::Left(view! { <Redirect path=paths::sign_in_then(&here)/> });
    }
    host::status(error.kind);
    Either::Right(view! { <ProblemBox error/> })
}

/// What went wrong, what to do about it, and the id to quote.
#[component]
pub fn ProblemBox(error: Error) -> impl IntoView {
    let text = text().errors;
    let Error {
        kind,
        message,
        request_id,
    } = error;
    view! {
        <div class="problem" role="alert">
            <Icon name="warning"/>
            <div>
                <p class="problem-title">{(text.title)(kind)}</p>
                <p>{(text.hint)(kind)}</p>
                // The server's sentence knows the details, but only English; an internal one has none to tell.
                {(kind != ErrorKind::Internal).then(|| view! { <p class="problem-detail" lang="en">{message}</p> })}
                {request_id.map(|id| {
                    view! {
                        <p class="problem-detail">
                            {text.request_id} " " <code>{id}</code>
                        </p>
                    }
                })}
            </div>
        </div>
    }
}
