use leptos::{either::Either, prelude::*, server_fn::ServerFn};
use model::ErrorKind;

use super::{Page, PageRequest, PageResult, ui::ProblemBox};
use crate::{
    forms::{FormState, SignIn, form_state},
    request::query,
    shared::{Error, Icon, paths},
    text::{DEFAULT_DOMAIN, sign_in as words},
};

/// Where people say who they are. Whoever is signed in already goes on at once.
pub async fn page(asked: PageRequest) -> PageResult {
    let next = query("next").filter(|next| paths::same_site(next).is_some());
    if asked.who.is_ok() {
        return Page::elsewhere(&next.unwrap_or_else(paths::images));
    }
    let form_state = form_state::<SignIn>();
    Ok(Page::apart(
        words().title,
        view! { <SignInForm form_state next/> },
    ))
}

#[component]
fn SignInForm(form_state: FormState, next: Option<String>) -> impl IntoView {
    let text = words();
    let name = form_state.typed("name").unwrap_or_default();
    let domain = form_state.typed("domain").unwrap_or_default();
    // Whoever mistyped a password goes on with the password.
    let at_password = !name.is_empty();
    let elsewhere = !domain.is_empty();
    // Somebody came for a page, and was sent here instead: they may have been signed in a moment ago.
    let came_for_page = next.as_deref().is_some_and(|next| next != paths::images());
    let reason = (came_for_page && form_state.error.is_none()).then_some(text.reason);
    view! {
        <section class="sign-in">
            <div class="sign-in-head">
                <Icon name="mark"/>
                <h1 tabindex="-1">{text.title}</h1>
                <p>{text.lead}</p>
            </div>
            {reason.map(|reason| view! { <p class="sign-in-reason">{reason}</p> })}
            {form_state.error.map(|error| view! { <Refusal error/> })}
            <form method="post" action=SignIn::PATH>
                <input type="hidden" name="next" value=next/>
                <label class="field">
                    <span class="field-name">{text.name}</span>
                    <input
                        name="name"
                        type="text"
                        autocomplete="username"
                        autocapitalize="none"
                        spellcheck="false"
                        required
                        autofocus=!at_password
                        value=name
                    />
                </label>
                <label class="field">
                    <span class="field-name">{text.password}</span>
                    <input
                        name="password"
                        type="password"
                        autocomplete="current-password"
                        required
                        autofocus=at_password
                    />
                </label>
                <details class="fold" open=elsewhere>
                    <summary>{text.domain}</summary>
                    <label class="field">
                        <span class="visually-hidden">{text.domain}</span>
                        <input
                            name="domain"
                            type="text"
                            placeholder=DEFAULT_DOMAIN
                            autocapitalize="none"
                            spellcheck="false"
                            aria-describedby="domain-hint"
                            value=domain
                        />
                    </label>
                    <p class="field-hint" id="domain-hint">{text.domain_hint}</p>
                </details>
                <button class="button" data-kind="primary">{text.submit}</button>
            </form>
        </section>
    }
}

/// Why nobody was signed in; the same words for an unknown name and for a wrong password.
#[component]
fn Refusal(error: Error) -> impl IntoView {
    let text = words();
    if error.kind != ErrorKind::Unauthenticated {
        return Either::Left(view! { <ProblemBox error/> });
    }
    Either::Right(view! {
        <div class="problem" role="alert">
            <Icon name="warning"/>
            <div>
                <p class="problem-title">{text.refused}</p>
                <p>{text.refused_hint}</p>
            </div>
        </div>
    })
}
