use identity::{AssignmentFilter, SignIn, records};
use leptos::{prelude::*, server_fn::ServerFn};
use model::{UserId, now};

use super::{Enabled, role_words};
use crate::{
    forms::{DeleteUser, EndUserSessions, ResetPassword, SetUserEnabled, form_state},
    pages::{
        Page, PageRequest, PageResult,
        current_user::CurrentUser,
        frame::Section,
        ui::{Breadcrumbs, Field, ProblemBox, When},
    },
    request::{identity, principal},
    shared::Icon,
    text::{account, admin, browser::browser},
};

/// One user: what they are where, and the ways to keep them out.
pub async fn user(asked: PageRequest) -> PageResult {
    let who = asked.who()?.clone();
    let id: UserId = asked.part("id")?;
    let by = principal()?;
    let identity = identity();
    let directory = identity.directory(&by);
    let user = directory.user(&id).await?;
    let filter = AssignmentFilter {
        user: Some(id.to_string()),
        ..AssignmentFilter::default()
    };
    let roles = directory.assignments(&filter).await?;
    let sign_ins = directory.sign_ins(&id).await?;
    let text = admin();
    let name = user.name.clone();
    let above = vec![(text.users.to_owned(), who.here().all_users())];
    let activity = format!("{}?actor={id}", who.here().all_activity());
    let body = view! {
        <Breadcrumbs above/>
        <div class="page-head">
            <div class="page-head-title">
                <h1 tabindex="-1">{name.clone()}</h1>
                <Enabled enabled=user.enabled/>
            </div>
            <div class="page-actions">
                <a class="button" href=activity>
                    <Icon name="clock"/>
                    {text.activity}
                </a>
            </div>
        </div>
        <div class="panels">
            <RolesPanel who=who.clone() roles/>
            <SessionsPanel who=who.clone() id sign_ins/>
            <EndPanel who user/>
        </div>
    };
    Page::new(name, Section::Users, body)
}

#[component]
fn RolesPanel(who: CurrentUser, roles: Vec<records::Assignment>) -> impl IntoView {
    let text = admin();
    let none = roles.is_empty();
    let row = |one: records::Assignment| {
        let name = one.target_name.unwrap_or_else(|| one.target.clone());
        let place = match (one.scope.as_str(), one.target.parse()) {
            ("project", Ok(id)) => {
                view! { <a href=who.here().one_project(&id)>{name}</a> }.into_any()
            }
            _ => name.into_any(),
        };
        view! {
            <li data-key=format!("{}-{}", one.target, one.role_name)>
                <p class="members-name">{place}</p>
                <p class="aside">{role_words(&one.role_name)}</p>
            </li>
        }
    };
    let rows = roles.into_iter().map(row).collect_view();
    view! {
        <section class="panel">
            <h2>{text.projects_in}</h2>
            {if none {
                view! { <p class="aside">{text.no_project}</p> }.into_any()
            } else {
                view! { <ul class="members">{rows}</ul> }.into_any()
            }}
        </section>
    }
}

/// The browsers that a user is signed in with.
#[component]
fn SessionsPanel(who: CurrentUser, id: UserId, sign_ins: Vec<SignIn>) -> impl IntoView {
    let text = admin();
    let now = now();
    let row = |each: SignIn| {
        let address = (!each.address.is_empty()).then(|| format!(" · {}", each.address));
        view! {
            <li data-key=each.id.to_string()>
                <p class="members-name" title=each.browser.clone()>{browser(&each.browser)}</p>
                <p class="aside">
                    {account().seen} " " <When at=each.seen_at now/> {address}
                </p>
            </li>
        }
    };
    let none = sign_ins.is_empty();
    let rows = sign_ins.into_iter().map(row).collect_view();
    view! {
        <section class="panel">
            <h2>{text.sessions}</h2>
            {if none {
                view! { <p class="aside">{text.no_sessions}</p> }.into_any()
            } else {
                view! {
                    <ul class="members">{rows}</ul>
                    <form class="form-actions" method="post" action=who.here().action(EndUserSessions::PATH)>
                        <input type="hidden" name="id" value=id.to_string()/>
                        <button class="button">{text.end_sessions}</button>
                    </form>
                }
                .into_any()
            }}
        </section>
    }
}

/// The ways to keep a user out, each with what follows from it.
#[component]
fn EndPanel(who: CurrentUser, user: records::User) -> impl IntoView {
    let text = admin();
    let back = form_state::<DeleteUser>();
    let (turned, name) = if user.enabled {
        ("false", text.disable)
    } else {
        ("true", text.enable)
    };
    let id = user.id.to_string();
    if user.id == who.caller.user {
        return view! {
            <section class="panel">
                <h2>{text.state}</h2>
                <p class="aside">{text.own_account}</p>
                <p>
                    <a href=who.here().account()>{account().title}</a>
                </p>
            </section>
        }
        .into_any();
    }
    view! {
        <section class="panel">
            <h2>{text.state}</h2>
            <form class="form-actions" method="post" action=who.here().action(ResetPassword::PATH)>
                <input type="hidden" name="id" value=id.clone()/>
                <p class="aside">{text.reset_means}</p>
                <button class="button">{text.reset}</button>
            </form>
            <form class="form-actions" method="post" action=who.here().action(SetUserEnabled::PATH)>
                <input type="hidden" name="id" value=id.clone()/>
                {user.enabled.then(|| view! { <p class="aside">{text.disable_user_means}</p> })}
                <button class="button" name="enabled" value=turned>{name}</button>
            </form>
            {back.error_beside(&["name"]).map(|error| view! { <ProblemBox error/> })}
            <form class="form-actions" method="post" action=who.here().action(DeleteUser::PATH)>
                <input type="hidden" name="id" value=id/>
                <p class="aside">{text.delete_user_means}</p>
                <Field name="name" label=(text.type_name)(&user.name) required=true error=back.error_at("name")/>
                <button class="button" data-kind="danger">
                    <Icon name="bin"/>
                    {text.delete}
                </button>
            </form>
        </section>
    }
    .into_any()
}
