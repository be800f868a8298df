use identity::SignIn;
use leptos::{prelude::*, server_fn::ServerFn};
use model::{SignInId, now};

use crate::{
    forms::{EndOtherSessions, EndSession, form_state},
    pages::{
        current_user::CurrentUser,
        ui::{Badge, ProblemBox, When},
    },
    text::{account as words, browser::browser},
};

/// The browsers that somebody is signed in with, and the ways to sign the others out.
#[component]
pub fn Sessions(who: CurrentUser, sign_ins: Vec<SignIn>, this: Option<SignInId>) -> impl IntoView {
    let text = words();
    let back = form_state::<EndSession>();
    let action = who.here().action(EndSession::PATH);
    let others = sign_ins.iter().any(|each| Some(each.id) != this);
    let row = |each: SignIn| view! { <Row each this action=action.clone()/> };
    let rows = sign_ins.into_iter().map(row).collect_view();
    let ends_all = others.then(|| {
        view! {
            <form class="form-actions" method="post" action=who.here().action(EndOtherSessions::PATH)>
                <button class="button">{text.end_others}</button>
            </form>
        }
    });
    view! {
        <section class="panel">
            <h2>{text.sessions}</h2>
            <p class="aside">{text.sessions_hint}</p>
            {back.error.map(|error| view! { <ProblemBox error/> })}
            <ul class="members">{rows}</ul>
            {ends_all}
        </section>
    }
}

#[component]
fn Row(each: SignIn, this: Option<SignInId>, action: String) -> impl IntoView {
    let text = words();
    let now = now();
    let is_this = this == Some(each.id);
    let name = browser(&each.browser);
    let address = (!each.address.is_empty()).then(|| format!(" · {}", each.address));
    view! {
        <li data-key=each.id.to_string()>
            <div>
                <p class="members-name" title=each.browser>
                    {name.clone()}
                    {is_this.then(|| view! { " " <Badge tone="good" icon="check" word=text.this_one/> })}
                </p>
                <p class="aside">
                    {text.begun} " " <When at=each.begun_at now/> " · " {text.seen} " "
                    <When at=each.seen_at now/> {address}
                </p>
            </div>
            {(!is_this).then(|| {
                view! {
                    <form method="post" action=action>
                        <input type="hidden" name="id" value=each.id.to_string()/>
                        <button class="button" data-size="small" aria-label=(text.end_named)(&name)>
                            {text.end}
                        </button>
                    </form>
                }
            })}
        </li>
    }
}
