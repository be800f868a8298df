use leptos::prelude::*;
use model::{Act, Policies, Reach, Role, Whose};

use super::role_words;
use crate::{
    pages::{
        Asked, Made, Page,
        frame::Section,
        text::{policies as words, policies::PoliciesText},
        ui::Badge,
    },
    ssr::{asker, identity, registry},
};

/// What each role may do, by the rules that are in force.
pub async fn roles(asked: Asked) -> Made {
    asked.who()?;
    let by = asker()?;
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
    let (asked_now, asked_later): (Vec<Act>, Vec<Act>) = Act::ALL
        .iter()
        .copied()
        .partition(|act| !act.asked_by().is_empty());
    let rows = asked_now
        .into_iter()
        .map(|act| view! { <Row act policies=policies.clone() roles=roles.clone()/> })
        .collect_view();
    let later = asked_later
        .into_iter()
        .map(|act| view! { <Later act policies=policies.clone()/> })
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
fn Row(act: Act, policies: Policies, roles: Vec<String>) -> impl IntoView {
    let text = words();
    let cells = roles.into_iter().map(|role| {
        let reach = policies.reach(act, &role);
        view! {
            <td role="cell" data-label=role_words(&role)>
                <ReachCell reach/>
            </td>
        }
    });
    view! {
        <tr role="row" data-key=act.as_str()>
            <th scope="row" role="rowheader">
                <p>{(text.may)(act)}</p>
                <p class="aside">
                    <code>{act.as_str()}</code>
                </p>
                <RuleText act policies=policies.clone()/>
            </th>
            {cells.collect_view()}
        </tr>
    }
}

/// The rule in force; where the operator wrote it, the usual one too.
#[component]
fn RuleText(act: Act, policies: Policies) -> impl IntoView {
    let text = words();
    let rule = |text: &str| match text {
        "" => "@".to_owned(),
        text => text.to_owned(),
    };
    let own = policies.is_overridden(act).then(|| {
        view! {
            <p class="aside">
                {text.usual} " " <code>{rule(act.default_rule())}</code>
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
                <code>{rule(policies.text(act))}</code>
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
        [Whose::Own] => Some((text.own, false)),
        [Whose::Shared] => Some((text.shared, false)),
        [Whose::Others] => Some((text.others, false)),
        [Whose::Own, Whose::Shared] => Some((text.own_and_shared, false)),
        [Whose::Own, Whose::Others] => Some((text.own_and_others, false)),
        [Whose::Shared, ..] => Some((text.shared_and_others, false)),
        _ => Some((text.all, true)),
    }
}

/// A policy that nothing here asks yet.
#[component]
fn Later(act: Act, policies: Policies) -> impl IntoView {
    view! {
        <li data-key=act.as_str()>
            <div>
                <p class="members-name">{(words().may)(act)}</p>
                <p class="aside">
                    <code>{act.as_str()}</code>
                </p>
            </div>
            <RuleText act policies/>
        </li>
    }
}
