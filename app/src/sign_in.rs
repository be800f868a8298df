use leptos::{either::Either, prelude::*, server_fn::ServerFn};
use leptos_router::{components::Redirect, hooks::use_query_map};
use model::ErrorKind;

use crate::{
    Error,
    api::SignIn,
    later::later,
    paths,
    returned::{Returned, use_returned},
    text::{DEFAULT_DOMAIN, text},
    ui::{Icon, PageTitle, ProblemBox, Title},
    who::use_who,
};

/// Where people say who they are. Whoever is signed in already goes on at once.
#[component]
pub fn SignInPage() -> impl IntoView {
    let returned = use_returned(SignIn::PATH);
    let query = use_query_map();
    let next = move || {
        query
            .read_untracked()
            .get("next")
            .filter(|next| paths::same_site(next).is_some())
    };
    let who = use_who();

    view! {
        <PageTitle object=text().sign_in.title/>
        {later(move || async move {
            match who.await {
                Ok(_) => view! { <Redirect path=next().unwrap_or_else(paths::images)/> }.into_any(),
                Err(_) => view! { <SignInForm returned=returned.await next=next()/> }.into_any(),
            }
        })}
    }
}

/// A plain form, sent as a page: a new session deserves a new page, with nothing in memory that was read before it.
#[component]
fn SignInForm(returned: Returned, next: Option<String>) -> impl IntoView {
    let text = text().sign_in;
    let name = returned.typed("name").unwrap_or_default();
    let domain = returned.typed("domain").unwrap_or_default();
    // Whoever mistyped a password goes on with the password.
    let at_password = !name.is_empty();
    let elsewhere = !domain.is_empty();
    view! {
        <section class="sign-in">
            <div class="sign-in-head">
                <Icon name="mark"/>
                <Title>{text.title}</Title>
                <p>{text.lead}</p>
            </div>
            {returned.error.map(|error| view! { <Refusal error/> })}
            <form method="post" action=SignIn::url()>
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
    let text = text().sign_in;
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
