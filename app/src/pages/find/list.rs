use leptos::prelude::*;

use super::groups::{Found, Groups, Way};
use crate::{pages::text::find as words, ui::Icon};

/// What was found, as a page shows it.
#[component]
pub fn FoundList(groups: Groups) -> impl IntoView {
    if groups.0.is_empty() {
        return view! {
            <div class="blank">
                <Icon name="search"/>
                <p>{words().nothing}</p>
            </div>
        }
        .into_any();
    }
    let group = |(title, all): (&'static str, Vec<Found>)| {
        let rows = all
            .into_iter()
            // What takes a script is not here.
            .filter(|found| !matches!(found.way, Way::Dialog(_)))
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
fn Row(found: Found) -> impl IntoView {
    let Found {
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
        Way::Page(address) | Way::Files(address) => {
            view! { <a class="found" href=address>{inner}</a> }.into_any()
        }
        Way::Form {
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
        Way::Dialog(_) => ().into_any(),
    }
}
