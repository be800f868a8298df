use leptos::prelude::*;

use super::Section;
use crate::{
    pages::current_user::CurrentUser, request::Preferences, shared::Icon, text::find as words,
};

/// The list of keys that do something, and the button that opens it.
#[component]
pub fn Keys(who: CurrentUser) -> impl IntoView {
    let text = words();
    let off = !Preferences::here().shortcuts;
    let row = |keys: Vec<&'static str>, name: &'static str| {
        let keys = keys.into_iter().enumerate().map(|(at, key)| {
            let then = (at > 0).then(|| format!(" {} ", text.key_then));
            view! { {then} <kbd>{key}</kbd> }
        });
        view! {
            <dt>{keys.collect_view()}</dt>
            <dd>{name}</dd>
        }
    };
    let places = Section::of(&who)
        .filter_map(|section| Some(row(vec!["g", section.key()?], section.name())))
        .collect_view();
    view! {
        <button
            type="button"
            class="bar-button keys-button"
            title=text.keys
            aria-label=text.keys
            data-opens="keys"
            data-shortcut="?"
        >
            <span aria-hidden="true">"?"</span>
        </button>
        <dialog id="keys" class="sheet" aria-labelledby="keys-title">
            <div class="sheet-head">
                <h2 id="keys-title">{text.keys}</h2>
                <button type="button" class="tool" data-closes="" title=text.close aria-label=text.close>
                    <Icon name="close"/>
                </button>
            </div>
            <p class="aside">{if off { text.keys_off } else { text.keys_lead }}</p>
            <dl class="facts keys">
                {row(vec!["Ctrl/⌘ K"], text.key_palette)}
                {row(vec!["/"], text.key_search)}
                {row(vec!["?"], text.key_sheet)}
                {places}
            </dl>
            <a href=who.here().account()>{text.keys_set}</a>
        </dialog>
    }
}
