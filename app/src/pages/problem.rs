use leptos::{prelude::*, server_fn::ServerFn};
use model::ErrorKind;

use super::{Page, ui::Details};
use crate::{
    forms::SignOut,
    request,
    shared::{Error, Icon, paths},
    text::{errors, frame},
};

/// The problem of an address that is none.
pub fn nothing_here() -> Error {
    Error::new(ErrorKind::NotFound, "there is nothing at this address")
}

/// The page of somebody who has no role in any project: all they can do is ask for one, and leave.
fn without_project(name: &str) -> Page {
    request::set_status(ErrorKind::Forbidden);
    let text = frame();
    let hint = (text.no_project_hint)(name);
    Page::apart(
        text.no_project,
        view! {
            <section class="blank">
                <Icon name="project"/>
                <h1 tabindex="-1">{text.no_project}</h1>
                <p>{hint}</p>
                <form method="post" action=SignOut::PATH data-plain="">
                    <button class="button">{text.sign_out}</button>
                </form>
            </section>
        },
    )
}

/// The page in place of one that could not be made, with the status that belongs to it. Whoever is not signed in is
/// sent to sign in, and from there back here.
pub async fn page(error: Error) -> Page {
    if error.kind == ErrorKind::Forbidden
        && let Some(name) = request::name_without_project().await
    {
        return without_project(&name);
    }
    if error.kind == ErrorKind::Unauthenticated {
        request::redirect(&paths::sign_in_then(&request::here()));
        return Page::apart(String::new(), ());
    }
    request::set_status(error.kind);
    let title = (errors().title)(error.kind);
    let hint = (errors().hint)(error.kind);
    Page::apart(
        title,
        view! {
            <section class="blank">
                <Icon name="warning"/>
                <h1 tabindex="-1">{title}</h1>
                <p>{hint}</p>
                <Details error/>
                <a class="button" href=paths::images()>{frame().to_images}</a>
            </section>
        },
    )
}
