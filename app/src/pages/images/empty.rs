use leptos::prelude::*;

use super::view::{Tab, View};
use crate::{
    pages::current_user::CurrentUser,
    shared::Icon,
    text::{images, list},
};

/// A list without images, and what to do about it.
#[component]
pub fn Empty(
    who: CurrentUser,
    view: View,
    /// Other lists that hold what is searched for, and how much of it.
    elsewhere: Vec<(Tab, u64)>,
) -> impl IntoView {
    let (text, words) = (images(), list());
    if view.marker.is_some() {
        let first = view.after(None).address(&who);
        return view! {
            <section class="blank">
                <p>{text.end}</p>
                <a class="button" href=first>{text.first}</a>
            </section>
        }
        .into_any();
    }
    let (title, hint) = match view.tab {
        _ if view.is_filtered() => (words.nothing, words.nothing_hint),
        Tab::Mine if who.caller.can_write() => (text.empty, text.empty_invites),
        Tab::Mine => (text.empty, text.empty_reader),
        Tab::Shared => (words.shared_empty, words.shared_empty_hint),
        Tab::Community | Tab::Public | Tab::All => (words.others_empty, words.others_empty_hint),
    };
    let elsewhere = elsewhere.into_iter().map(|(tab, count)| {
        let address = View {
            search: view.search.clone(),
            ..View::of_tab(tab)
        }
        .address(&who);
        view! {
            <p>
                <a href=address>{(words.elsewhere)(count, tab.name())}</a>
            </p>
        }
    });
    view! {
        <section class="blank">
            <Icon name="case-empty"/>
            <h2>{title}</h2>
            <p>{hint}</p>
            {elsewhere.collect_view()}
        </section>
    }
    .into_any()
}
