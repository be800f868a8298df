use leptos::prelude::*;
use model::{DiskFormat, Status, Visibility};

use super::view::{Tab, View};
use crate::{
    pages::ui::Choice,
    shared::Icon,
    text::{list, words},
};

/// What narrows the list. With a script it is narrowed while people write; without, by the button.
#[component]
pub fn Filters(view: View, address: String) -> impl IntoView {
    let text = list();
    let words = words();
    let chosen = |value: Option<&'static str>| value.unwrap_or_default();
    let statuses = [
        Status::Queued,
        Status::Saving,
        Status::Uploading,
        Status::Importing,
        Status::Active,
        Status::Deactivated,
    ]
    .map(|status| (status.as_str(), (words.status)(status).to_owned()));
    let formats = DiskFormat::ALL
        .iter()
        .map(|format| (format.as_str(), format.to_string()));
    let visibilities = Visibility::ALL
        .iter()
        .map(|each| (each.as_str(), (words.visibility)(*each).to_owned()));
    let by_visibility = matches!(view.tab, Tab::Mine | Tab::All);
    let carried = view.carried().map(|(name, value)| {
        view! { <input type="hidden" name=name value=value/> }
    });
    let clear = view.is_filtered().then(|| {
        let [(tab, of_tab), (sort, by)] = view.carried();
        let address = format!("{address}?{tab}={of_tab}&{sort}={by}");
        view! { <a class="button" href=address>{text.clear}</a> }
    });
    view! {
        <form class="filters" method="get" action=address.clone() data-autosubmit="" role="search">
            {carried}
            <label class="search">
                <Icon name="search"/>
                <span class="visually-hidden">{text.search}</span>
                <input
                    type="search"
                    name="q"
                    placeholder=text.search
                    value=view.search.clone().unwrap_or_default()
                    autocomplete="off"
                    maxlength="255"
                    data-shortcut="/"
                />
            </label>
            <Choice
                name="status"
                label=text.any_status
                options=statuses.to_vec()
                chosen=chosen(view.status.map(Status::as_str))
            />
            <Choice
                name="format"
                label=text.any_format
                options=formats.collect()
                chosen=chosen(view.format.map(DiskFormat::as_str))
            />
            {by_visibility.then(|| {
                view! {
                    <Choice
                        name="visibility"
                        label=text.any_visibility
                        options=visibilities.collect()
                        chosen=chosen(view.visibility.map(Visibility::as_str))
                    />
                }
            })}
            <label class="tick">
                <input type="checkbox" name="hidden" checked=view.hidden/>
                {text.hidden}
            </label>
            <button class="button" data-unscripted="">{text.filter}</button>
            {clear}
        </form>
    }
}
