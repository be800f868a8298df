use leptos::prelude::*;

use super::groups::{HitTarget, SearchHit, SearchResults};
use crate::{shared::Icon, text::find as words};

/// What was found, as the palette's list has it: each an option, which nobody reaches by Tab, for the focus stays in the
/// field (WAI-ARIA Authoring Practices, combobox).
#[component]
pub fn Options(groups: SearchResults) -> impl IntoView {
    let text = words();
    let said = (text.found)(groups.count());
    let none = groups.0.is_empty();
    let mut number = 0;
    let group = |(title, all): (&'static str, Vec<SearchHit>)| {
        let options = all
            .into_iter()
            .map(|found| {
                number += 1;
                view! { <Choice found id=format!("found-{number}")/> }
            })
            .collect_view();
        view! {
            <div role="group" aria-label=title>
                <div class="palette-kind" aria-hidden="true">{title}</div>
                {options}
            </div>
        }
    };
    let groups = groups.0.into_iter().map(group).collect_view();
    view! {
        <h1>{text.title}</h1>
        <p data-said="">{said}</p>
        <div data-options="">
            {groups}
            {none.then(|| view! { <div class="palette-none">{text.nothing}</div> })}
        </div>
    }
}

#[component]
fn Choice(found: SearchHit, id: String) -> impl IntoView {
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
    let button = |inner: AnyView, id: String, dialog: Option<&'static str>, files: bool| {
        view! {
            <button
                type="button"
                class="found"
                id=id
                role="option"
                aria-selected="false"
                tabindex="-1"
                data-opens=dialog
                data-choose-files=files.then_some("")
            >
                {inner}
            </button>
        }
        .into_any()
    };
    match way {
        HitTarget::Page(address) => view! {
            <a class="found" id=id role="option" aria-selected="false" tabindex="-1" href=address>
                {inner}
            </a>
        }
        .into_any(),
        HitTarget::Files(_) => button(inner.into_any(), id, None, true),
        HitTarget::Dialog(dialog) => button(inner.into_any(), id, Some(dialog), false),
        HitTarget::Form {
            action,
            fields,
            plain,
        } => view! {
            <form method="post" action=action role="none" data-plain=plain.then_some("")>
                {fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
                <button class="found" id=id role="option" aria-selected="false" tabindex="-1">
                    {inner}
                </button>
            </form>
        }
        .into_any(),
    }
}
