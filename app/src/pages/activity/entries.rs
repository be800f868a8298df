use leptos::prelude::*;
use model::{Activity, Deed, OffsetDateTime, now};

use super::{changes::Changes, names::Names};
use crate::pages::{
    text::activity as words,
    ui::{Copy, When},
    who::SignedIn,
};

/// Each deed with who did it, when, and from where.
#[component]
pub fn Entries(
    who: SignedIn,
    names: Names,
    deeds: Vec<Activity>,
    /// Whether the list is a panel of its own; else it stands on the page of the thing itself.
    panel: bool,
) -> impl IntoView {
    let now = now();
    let rows = deeds
        .into_iter()
        .map(|deed| view! { <Entry who=who.clone() names=names.clone() deed now named=panel/> })
        .collect_view();
    let class = if panel { "members panel" } else { "members" };
    view! { <ul class=class>{rows}</ul> }
}

#[component]
fn Entry(
    who: SignedIn,
    names: Names,
    deed: Activity,
    now: OffsetDateTime,
    /// Whether it says to what it was done.
    named: bool,
) -> impl IntoView {
    let text = words();
    let name = if deed.target.is_empty() && deed.action == Deed::SessionRefuse {
        text.unknown.to_owned()
    } else if deed.target_name.is_empty() {
        text.nameless.to_owned()
    } else {
        deed.target_name.clone()
    };
    let target = match names.address(&who, &deed) {
        Some(address) => view! { <a href=address>{name}</a> }.into_any(),
        None => view! { <bdi>{name}</bdi> }.into_any(),
    };
    let with = deed.other_project.as_deref();
    let with = with.map(|other| format!(" {}", (text.with)(&names.project(other))));
    let actor = actor(&names, &deed);
    let done = (text.deed)(deed.action);
    let elsewhere = deed
        .project
        .as_deref()
        .filter(|project| *project != who.caller.project.as_str() && *project != deed.target);
    let elsewhere =
        elsewhere.map(|project| format!(" · {}", (text.in_project)(&names.project(project))));
    let from = (!deed.address.is_empty()).then(|| format!(" · {}", deed.address));
    let (key, at, details) = (deed.id.to_string(), deed.at, deed.details.clone());
    view! {
        <li data-key=key>
            <div class="deed">
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
            <More deed named/>
        </li>
    }
}

/// Who did it, as far as the reader may know.
fn actor(names: &Names, deed: &Activity) -> String {
    let text = words();
    let actor = match (&*deed.actor_name, &*deed.actor, &deed.actor_project) {
        ("", "", Some(project)) => (text.somebody)(&names.project(project)),
        // Whoever fails to sign in is nobody yet.
        ("", "", None) if deed.action == Deed::SessionRefuse => text.stranger.to_owned(),
        ("", "", None) => text.server.to_owned(),
        ("", id, _) => id.to_owned(),
        (name, _, _) => name.to_owned(),
    };
    if deed.credential_name.is_empty() {
        actor
    } else {
        (text.by_credential)(&actor, &deed.credential_name)
    }
}

/// What few want to know, and those who look for a cause.
#[component]
fn More(deed: Activity, named: bool) -> impl IntoView {
    let text = words();
    let facts = [
        (text.action, deed.action.to_string()),
        (text.address, deed.address),
        (text.agent, deed.user_agent),
        (text.node, deed.node),
        (text.credential, deed.credential_id),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| view! { <dt>{name}</dt> <dd>{value}</dd> })
    .collect_view();
    let target = if named { deed.target } else { String::new() };
    let ids = [(text.target_id, target), (text.request, deed.request_id)]
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
        <details class="deed-more">
            <summary>{text.details}</summary>
            <dl class="facts">
                <dt>{text.at}</dt>
                <dd>
                    <When at=deed.at/>
                </dd>
                {facts}
                {ids}
            </dl>
        </details>
    }
}
