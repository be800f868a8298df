//! One search for everything: a page of its own, and what the palette shows of it.

mod groups;
mod list;
mod options;

use leptos::prelude::*;

use self::{groups::SearchResults, list::SearchResultList, options::Options};
use super::{Page, PageRequest, PageResult, frame::Section};
use crate::{
    request::{queries, query},
    shared::{Icon, paths::ProjectPaths},
    text::{find as words, frame},
};

/// What is only looked for among projects.
pub const PROJECTS: &str = "projects";

/// Whatever is called so: images, pages, projects, actions.
///
/// With `options` in the address it is what the palette puts into its list, and nothing else of it matters.
pub async fn page(asked: PageRequest) -> PageResult {
    let who = asked.who()?.clone();
    let text = words();
    let search = query("q").unwrap_or_default();
    let only_projects = query("kind").as_deref() == Some(PROJECTS);
    let from = query("from").unwrap_or_default();
    let groups = SearchResults::find(&who, search.trim(), only_projects, &from).await?;
    if !queries("options").is_empty() {
        return Ok(Page::apart(text.title, view! { <Options groups/> }));
    }
    let said = (text.found)(groups.count());
    let label = if only_projects {
        text.search_projects
    } else {
        text.search
    };
    let kind = only_projects.then(|| view! { <input type="hidden" name="kind" value=PROJECTS/> });
    let body = view! {
        <div class="page-head">
            <div>
                <h1 tabindex="-1">{text.title}</h1>
                <p class="lead">{text.lead}</p>
            </div>
        </div>
        <form class="filters" method="get" action=ProjectPaths(&who.caller.project).find() role="search" data-autosubmit="">
            {kind}
            <input type="hidden" name="from" value=from/>
            <label class="search">
                <Icon name="search"/>
                <span class="visually-hidden">{label}</span>
                <input type="search" name="q" placeholder=label value=search autocomplete="off" maxlength="255" data-shortcut="/"/>
            </label>
            <button class="button" data-unscripted="">{text.submit}</button>
        </form>
        <p class="aside table-note" role="status">{said}</p>
        <SearchResultList groups/>
    };
    Page::new(text.title, Section::Find, body)
}

/// The words of a theme, as a switch names it.
fn theme_name(theme: crate::request::Theme) -> &'static str {
    let text = frame();
    match theme {
        crate::request::Theme::Auto => text.theme_auto,
        crate::request::Theme::Light => text.theme_light,
        crate::request::Theme::Dark => text.theme_dark,
    }
}
