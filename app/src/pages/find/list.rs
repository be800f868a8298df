use leptos::prelude::*;

use super::groups::{HitTarget, SearchHit, SearchResults};
use crate::{shared::Icon, text::find as words};

/// What was found, as a page shows it.
#[component]
pub fn SearchResultList(groups: SearchResults) -> impl IntoView {
    if groups.0.is_empty() {
        return view! {
            <div class="blank">
                <Icon name="search"/>
                <p>{words().nothing}</p>
            </div>
        }
        .into_any();
    }
    let group = |(title, all): (&'static str, Vec<SearchHit>)| {
        let rows = all
            .into_iter()
            // What takes a script is not here.
            .filter(|found| !matches!(found.way, HitTarget::Dialog(_)))
            .map(|found| view! { <li><Row found/></li> })
            .collect_view();
        view! {
            <section class="panel">
                <h2>{title}</h2>
                <ul class="found-list">{rows}</ul>
            </section>
        }
    };
    let groups = groups.0.into_iter().map(group).collect_view();
    view! { <div class="panels">{groups}</div> }.into_any()
}

#[component]
fn Row(found: SearchHit) -> impl IntoView {
    let SearchHit {
        name,
        hint,
        icon,
        way,
    } = found;
    let inner = view! {
        <Icon name=icon/>
        <span>{name}</span>
        {hint.map(|hint| view! { <span class="aside">{hint}</span> })}
    };
    match way {
        HitTarget::Page(address) | HitTarget::Files(address) => {
            view! { <a class="found" href=address>{inner}</a> }.into_any()
        }
        HitTarget::Form {
            action,
            fields,
            plain,
        } => view! {
            <form method="post" action=action data-plain=plain.then_some("")>
                {fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
                <button class="found">{inner}</button>
            </form>
        }
        .into_any(),
        HitTarget::Dialog(_) => ().into_any(),
    }
}
