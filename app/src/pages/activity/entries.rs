use leptos::prelude::*;
use model::{Activity, AuditAction, OffsetDateTime, now};

use super::{changes::Changes, names::Names};
use crate::{
    pages::{
        current_user::CurrentUser,
        ui::{Copy, When},
    },
    text::activity as words,
};

/// Each audit event with who did it, when, and from where.
#[component]
pub fn Entries(
    who: CurrentUser,
    names: Names,
    events: Vec<Activity>,
    /// Whether the list is a panel of its own; else it is on the page of the thing itself.
    panel: bool,
) -> impl IntoView {
    let now = now();
    let rows = events
        .into_iter()
        .map(|event| view! { <Entry who=who.clone() names=names.clone() event now named=panel/> })
        .collect_view();
    let class = if panel { "members panel" } else { "members" };
    view! { <ul class=class>{rows}</ul> }
}

#[component]
fn Entry(
    who: CurrentUser,
    names: Names,
    event: Activity,
    now: OffsetDateTime,
    /// Whether it says to what it was done.
    named: bool,
) -> impl IntoView {
    let text = words();
    let name = if event.target.is_empty() && event.action == AuditAction::SessionRefuse {
        text.unknown.to_owned()
    } else if event.target_name.is_empty() {
        text.nameless.to_owned()
    } else {
        event.target_name.clone()
    };
    let target = match names.address(&who, &event) {
        Some(address) => view! { <a href=address>{name}</a> }.into_any(),
        None => view! { <bdi>{name}</bdi> }.into_any(),
    };
    let with = event.other_project.as_deref();
    let with = with.map(|other| format!(" {}", (text.with)(&names.project(other))));
    let actor = actor(&names, &event);
    let done = (text.what_happened)(event.action);
    let elsewhere = event
        .project
        .as_deref()
        .filter(|project| *project != who.caller.project.as_str() && *project != event.target);
    let elsewhere =
        elsewhere.map(|project| format!(" · {}", (text.in_project)(&names.project(project))));
    let from = (!event.address.is_empty()).then(|| format!(" · {}", event.address));
    let (key, at, details) = (event.id.to_string(), event.at, event.details.clone());
    view! {
        <li data-key=key>
            <div class="event">
                <p>
                    <span class="members-name">{done}</span>
                    {named.then(|| view! { " " {target} })}
                    {with}
                </p>
                <p class="aside">
                    <bdi>{actor}</bdi> " · " <When at now/> {elsewhere} {from}
                </p>
                <Changes details/>
            </div>
            <EventDetails event named/>
        </li>
    }
}

/// Who did it, as far as the reader may know.
fn actor(names: &Names, event: &Activity) -> String {
    let text = words();
    let actor = match (&*event.actor_name, &*event.actor, &event.actor_project) {
        ("", "", Some(project)) => (text.user_of)(&names.project(project)),
        // A failed sign-in has no user.
        ("", "", None) if event.action == AuditAction::SessionRefuse => text.no_user.to_owned(),
        ("", "", None) => text.server.to_owned(),
        ("", id, _) => id.to_owned(),
        (name, _, _) => name.to_owned(),
    };
    if event.credential_name.is_empty() {
        actor
    } else {
        (text.by_credential)(&actor, &event.credential_name)
    }
}

/// What few want to know, and those who look for a cause.
#[component]
fn EventDetails(event: Activity, named: bool) -> impl IntoView {
    let text = words();
    let facts = [
        (text.action, event.action.to_string()),
        (text.address, event.address),
        (text.agent, event.user_agent),
        (text.node, event.node),
        (text.credential, event.credential_id),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| view! { <dt>{name}</dt> <dd>{value}</dd> })
    .collect_view();
    let target = if named { event.target } else { String::new() };
    let ids = [(text.target_id, target), (text.request, event.request_id)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| {
            view! {
                <dt>{name}</dt>
                <dd>
                    <code>{value.clone()}</code>
                    <Copy what=name value/>
                </dd>
            }
        })
        .collect_view();
    view! {
        <details class="event-more">
            <summary>{text.details}</summary>
            <dl class="facts">
                <dt>{text.at}</dt>
                <dd>
                    <When at=event.at/>
                </dd>
                {facts}
                {ids}
            </dl>
        </details>
    }
}
