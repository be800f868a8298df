use leptos::prelude::*;
use model::{Ownership, Policies, Policy, Reach, Role};

use super::{protections::ProtectionsPanel, role_words};
use crate::{
    pages::{Page, PageRequest, PageResult, frame::Section, ui::Badge},
    request::{identity, principal, registry},
    text::{policies as words, policies::PoliciesText},
};

/// What each role may do, by the rules that are in force.
pub async fn roles(asked: PageRequest) -> PageResult {
    asked.who()?;
    let by = principal()?;
    let all = identity().directory(&by).roles(None).await?;
    let own = all.into_iter().map(|role| role.name);
    let own = own.filter(|name| name.parse::<Role>().is_err());
    let roles: Vec<String> = Role::ALL
        .iter()
        .map(ToString::to_string)
        .chain(own)
        .collect();
    let registry = registry();
    let policies = registry.policies();
    let text = words();
    let (asked_now, asked_later): (Vec<Policy>, Vec<Policy>) = Policy::ALL
        .iter()
        .copied()
        .partition(|policy| !policy.asked_by().is_empty());
    let rows = asked_now
        .into_iter()
        .map(|policy| view! { <Row policy policies=policies.clone() roles=roles.clone()/> })
        .collect_view();
    let later = asked_later
        .into_iter()
        .map(|policy| view! { <UnusedPolicyRow policy policies=policies.clone()/> })
        .collect_view();
    let heads = roles
        .iter()
        .map(|role| view! { <th scope="col" role="columnheader">{role_words(role)}</th> })
        .collect_view();
    let body = view! {
        <div class="page-head">
            <div>
                <h1 tabindex="-1">{text.title}</h1>
                <p class="lead">{text.lead}</p>
            </div>
        </div>
        <p class="aside table-note">{text.note}</p>
        <table class="images plain matrix" role="table">
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader">{text.policy}</th>
                    {heads}
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
        <ProtectionsPanel/>
        <details class="panel fold-panel later">
            <summary>
                <h2>{text.later}</h2>
            </summary>
            <p class="aside">{text.later_hint}</p>
            <ul class="members">{later}</ul>
        </details>
    };
    Page::new(text.title, Section::Roles, body)
}

/// One policy, and how far each role gets by it.
#[component]
fn Row(policy: Policy, policies: Policies, roles: Vec<String>) -> impl IntoView {
    let text = words();
    let cells = roles.into_iter().map(|role| {
        let reach = policies.reach(policy, &role);
        view! {
            <td role="cell" data-label=role_words(&role)>
                <ReachCell reach/>
            </td>
        }
    });
    view! {
        <tr role="row" data-key=policy.as_str()>
            <th scope="row" role="rowheader">
                <p>{(text.may)(policy)}</p>
                <p class="aside">
                    <code>{policy.as_str()}</code>
                </p>
                <RuleText policy policies=policies.clone()/>
            </th>
            {cells.collect_view()}
        </tr>
    }
}

/// The rule in force; where the operator wrote it, the usual one too.
#[component]
fn RuleText(policy: Policy, policies: Policies) -> impl IntoView {
    let text = words();
    let rule = |text: &str| match text {
        "" => "@".to_owned(),
        text => text.to_owned(),
    };
    let own = policies.is_overridden(policy).then(|| {
        view! {
            <p class="aside">
                {text.usual} " " <code>{rule(policy.default_rule())}</code>
            </p>
        }
    });
    let badge = own.is_some().then(|| {
        view! { <Badge tone="warn" icon="key" word=text.overridden/> }
    });
    view! {
        {badge}
        <details class="fold">
            <summary>{text.rule}</summary>
            <p>
                <code>{rule(policies.text(policy))}</code>
            </p>
            {own}
        </details>
    }
}

#[component]
fn ReachCell(reach: Reach) -> impl IntoView {
    let text = words();
    let said = said(text, &reach);
    match said {
        Some((word, true)) => view! { <Badge tone="good" icon="check" word/> }.into_any(),
        Some((word, false)) => view! { <Badge tone="idle" icon="check" word/> }.into_any(),
        None => view! {
            <span aria-hidden="true">"—"</span>
            <span class="visually-hidden">{text.no}</span>
        }
        .into_any(),
    }
}

/// In a word or two how far it reaches, and whether that is all the way.
fn said(text: &PoliciesText, reach: &Reach) -> Option<(&'static str, bool)> {
    let whose = match reach {
        Reach::Plain(true) => return Some((text.yes, true)),
        Reach::Plain(false) => return None,
        Reach::Images(whose) => whose.as_slice(),
    };
    match whose {
        [] => None,
        [Ownership::Own] => Some((text.own, false)),
        [Ownership::Shared] => Some((text.shared, false)),
        [Ownership::Others] => Some((text.others, false)),
        [Ownership::Own, Ownership::Shared] => Some((text.own_and_shared, false)),
        [Ownership::Own, Ownership::Others] => Some((text.own_and_others, false)),
        [Ownership::Shared, ..] => Some((text.shared_and_others, false)),
        _ => Some((text.all, true)),
    }
}

/// A policy that nothing here asks yet.
#[component]
fn UnusedPolicyRow(policy: Policy, policies: Policies) -> impl IntoView {
    view! {
        <li data-key=policy.as_str()>
            <div>
                <p class="members-name">{(words().may)(policy)}</p>
                <p class="aside">
                    <code>{policy.as_str()}</code>
                </p>
            </div>
            <RuleText policy policies/>
        </li>
    }
}
