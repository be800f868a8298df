use leptos::{either::Either, prelude::*};
use leptos_router::{components::Redirect, hooks::use_location};
use model::ErrorKind;

use super::{Icon, PageTitle, Title};
use crate::{Error, host, paths, text::text};

/// Why a part of a page cannot be shown, with the status that belongs to it.
///
/// Whoever is not signed in is sent to sign in.
#[component]
pub fn Problem(error: Error) -> impl IntoView {
    if error.kind == ErrorKind::Unauthenticated {
        return Either::Left(view! { <ToSignIn/> });
    }
    host::status(error.kind);
    Either::Right(view! { <ProblemBox error/> })
}

/// A page that there is nothing else to say on.
#[component]
pub fn ProblemPage(error: Error) -> impl IntoView {
    if error.kind == ErrorKind::Unauthenticated {
        return Either::Left(view! { <ToSignIn/> });
    }
    host::status(error.kind);
    let text = text();
    let title = (text.errors.title)(error.kind);
    Either::Right(view! {
        <PageTitle object=title/>
        <section class="blank">
            <Icon name="warning"/>
            <Title>{title}</Title>
            <p>{(text.errors.hint)(error.kind)}</p>
            <Details error/>
            <a class="button" href=paths::images()>{text.frame.to_images}</a>
        </section>
    })
}

/// What went wrong, what to do about it, and the id to quote.
#[component]
pub fn ProblemBox(error: Error) -> impl IntoView {
    let text = text().errors;
    view! {
        <div class="problem" role="alert">
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
fn Details(error: Error) -> impl IntoView {
    let text = text().errors;
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

/// The way to sign in, and from there back here.
#[component]
fn ToSignIn() -> impl IntoView {
    let here = use_location();
    let (path, search) = (here.pathname.get_untracked(), here.search.get_untracked());
    let here = if search.is_empty() {
        path
    } else {
        format!("{path}?{search}")
    };
    let path = paths::sign_in_then(&here);
    if is_browser() {
        // A new page: this one still believes that somebody is signed in, and the sign-in page would send them back.
        let _ = window().location().set_href(&path);
        return Either::Left(());
    }
    Either::Right(view! { <Redirect path/> })
}
