use std::collections::BTreeMap;

use leptos::prelude::*;
use model::{Image, Page as ListPage, ProjectId};

use super::{
    columns::ColumnsForm,
    empty::Empty,
    filters::Filters,
    plain_upload::{FORM, PlainUpload},
    table::ImageTable,
    view::{Tab, View},
};
use crate::{
    forms::form_state_of,
    pages::{
        Live, Page, PageRequest, PageResult, current_user::CurrentUser, frame::Section,
        ui::UsageLine,
    },
    request::{Preferences, registry},
    shared::{Icon, Result, paths::PLAIN_UPLOAD},
    text::{images, list as words},
};

/// The images, as the address asks for them; whoever may write can drop more of them anywhere on the page.
pub async fn list(asked: PageRequest) -> PageResult {
    let who = asked.who()?.clone();
    let view = View::asked()?;
    let registry = registry();
    let list_page = registry.images(&who.caller).list(&view.query(&who)).await?;
    let all = view.tab == Tab::All;
    let usage = registry.usage(&who.caller).own().await?;
    let names = who.owners(&list_page.items).await?;
    // Whoever finds nothing may be looking in the wrong list.
    let elsewhere = match (&view.search, list_page.items.is_empty()) {
        (Some(search), true) if view.marker.is_none() => {
            matches_elsewhere(&who, view.tab, search).await?
        }
        _ => Vec::new(),
    };

    let text = images();
    let writes = who.caller.can_write();
    let back = writes.then(|| form_state_of(PLAIN_UPLOAD));
    let refused = back.as_ref().is_some_and(|back| back.error.is_some());
    let form = back.map(|back| view! { <PlainUpload who=who.clone() back/> });
    // At the end, so that nothing moves when the script hides it; but what was refused is seen first.
    let (above, below) = if refused { (form, None) } else { (None, form) };
    let body = view! {
        <div class="page-head" data-takes-files=writes.then_some("")>
            <div>
                <h1 tabindex="-1">{text.title}</h1>
                <p class="lead">{text.lead}</p>
            </div>
            {writes.then(|| {
                view! {
                    <button type="button" class="button" data-kind="primary" data-choose-files="">
                        <Icon name="upload"/>
                        {text.upload}
                    </button>
                    <a class="button" data-kind="primary" data-unscripted="" href=format!("#{FORM}")>
                        <Icon name="upload"/>
                        {text.upload}
                    </a>
                }
            })}
        </div>
        <UsageLine usage/>
        {above}
        <Tabs who=who.clone() view=view.clone()/>
        <Filters view=view.clone() address=who.here().images()/>
        <ImageListView who view list_page names elsewhere/>
        {below}
    };
    let live = if all { Live::All } else { Live::Project };
    Page::new(text.title, Section::Images, body).map(|page| page.live(live))
}

/// The other lists of projects' images that hold what is searched for, with how many of them a first page would show.
async fn matches_elsewhere(who: &CurrentUser, here: Tab, search: &str) -> Result<Vec<(Tab, u64)>> {
    let registry = registry();
    let mut found = Vec::new();
    for tab in [Tab::Mine, Tab::Shared, Tab::Community, Tab::Public] {
        if tab == here {
            continue;
        }
        let view = View {
            search: Some(search.to_owned()),
            ..View::of_tab(tab)
        };
        let images = registry.images(&who.caller).list(&view.query(who)).await?;
        if !images.items.is_empty() {
            found.push((tab, images.items.len() as u64));
        }
    }
    Ok(found)
}

/// Whose images: each a page of its own.
#[component]
fn Tabs(who: CurrentUser, view: View) -> impl IntoView {
    let text = words();
    let tab = |tab: Tab| {
        let name = tab.name();
        let waiting = who.waiting;
        let count = (tab == Tab::Shared && waiting > 0).then(|| {
            view! {
                <span class="count" aria-hidden="true">{waiting}</span>
                <span class="visually-hidden">{(text.waiting)(waiting)}</span>
            }
        });
        view! {
            <li>
                <a
                    class="tab"
                    href=View::of_tab(tab).address(&who)
                    aria-current=(tab == view.tab).then_some("page")
                >
                    {name}
                    {count}
                </a>
            </li>
        }
    };
    let shown = Tab::ALL
        .into_iter()
        .filter(|tab| *tab != Tab::All || who.caller.is_admin());
    view! {
        <nav class="tabs" aria-label=text.tabs>
            <ul>{shown.map(tab).collect_view()}</ul>
        </nav>
    }
}

/// What the list holds, or that it holds nothing.
#[component]
fn ImageListView(
    who: CurrentUser,
    view: View,
    list_page: ListPage<Image>,
    names: BTreeMap<ProjectId, String>,
    /// Other lists that hold what is searched for, and how much of it.
    elsewhere: Vec<(Tab, u64)>,
) -> impl IntoView {
    let next = list_page.next.and_then(|next| next.parse().ok());
    let next = next.map(|next| view.after(Some(next)).address(&who));
    if list_page.items.is_empty() && next.is_none() {
        return view! { <Empty who view elsewhere/> }.into_any();
    }
    let first = view.marker.map(|_| view.after(None).address(&who));
    let shown = Preferences::here().columns;
    view! {
        <ColumnsForm shown/>
        <ImageTable who view images=list_page.items names shown/>
        <Pages first next/>
    }
    .into_any()
}

/// Links to the other pages of the list: ordinary ones, so that they work everywhere and can be sent around.
#[component]
fn Pages(first: Option<String>, next: Option<String>) -> impl IntoView {
    let text = images();
    (first.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pages" aria-label=text.pages>
                {first.map(|first| view! { <a class="button" href=first>{text.first}</a> })}
                {next.map(|next| view! { <a class="button" rel="next" href=next>{text.next}</a> })}
            </nav>
        }
    })
}
