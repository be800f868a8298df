use leptos::prelude::*;

use crate::shared::Icon;

/// One of several values, or none of them: then it says `label`, which is its name too.
#[component]
pub fn Choice(
    name: &'static str,
    label: &'static str,
    options: Vec<(&'static str, String)>,
    chosen: &'static str,
) -> impl IntoView {
    let option = |(value, words): (&'static str, String)| {
        view! { <option value=value selected=value == chosen>{words}</option> }
    };
    view! {
        <span class="select">
            <select name=name aria-label=label autocomplete="off" data-chosen=(!chosen.is_empty()).then_some("")>
                <option value="">{label}</option>
                {options.into_iter().map(option).collect_view()}
            </select>
            <Icon name="down"/>
        </span>
    }
}
