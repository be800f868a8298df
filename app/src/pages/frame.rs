//! What surrounds every page.

mod account;
mod connection;
mod keys;
mod language;
mod navigation;
mod palette;
mod projects;
mod session_end;
mod theme;

pub use navigation::Section;

use leptos::prelude::*;

use self::{
    account::Account,
    connection::Connection,
    keys::Keys,
    language::LanguageSwitch,
    navigation::Navigation,
    palette::{FindLink, Palette},
    projects::ProjectSwitch,
    session_end::SessionEnd,
    theme::ThemeSwitch,
};
use super::{
    Page,
    current_user::CurrentUser,
    ui::{Notice, ProblemBox},
};
use crate::{
    forms, request,
    shared::{Error, Icon, paths},
    text::{PRODUCT, frame},
};

/// The bar with who and where, the ways to other pages, and the page.
#[component]
pub fn Frame(
    who: Option<CurrentUser>,
    /// Why nobody is signed in for a project, where that is so.
    refusal: Option<Error>,
    page: Page,
) -> impl IntoView {
    let text = frame();
    let project = who.as_ref().map(|who| who.caller.project.clone());
    let flash = forms::take_flash().map(|outcome| view! { <Notice outcome project/> });
    // The page is made by now: what its forms did not show themselves is not lost.
    let refused = forms::refused_elsewhere().map(|error| view! { <ProblemBox error/> });
    let Page {
        section,
        body,
        live,
        ..
    } = page;
    let live = who.as_ref().zip(live);
    let only = live.as_ref().and_then(|(_, live)| live.only());
    let live = live.map(|(who, live)| live.address(who));
    let navigation = who
        .clone()
        .zip(section)
        .map(|(who, section)| view! { <Navigation who section/> });
    let left = who.as_ref().and_then(|who| who.left);
    // Uploads that outlive a page ask whose they are.
    let user = who.as_ref().map(|who| who.caller.user.to_string());
    let has_sections = navigation.is_some().then_some("");
    // A page is another one when its path is: then nothing of the one before is kept.
    let path = request::here();
    let path = path.split('?').next().unwrap_or_default().to_owned();
    view! {
        <a class="skip" href="#main" data-plain="">{text.skip}</a>
        <header class="bar" data-user=user>
            <a class="brand" href=paths::images() aria-label=text.home>
                <Icon name="mark"/>
                <span class="brand-name">{PRODUCT}</span>
            </a>
            {who.clone().map(|who| view! { <ProjectSwitch who section/> })}
            {who.clone().map(|who| view! { <FindLink who/> })}
            <div class="bar-end">
                {who.clone().map(|who| view! { <Keys who/> })}
                <LanguageSwitch/>
                <ThemeSwitch/>
                <Account who=who.clone() refusal/>
            </div>
        </header>
        {who.clone().map(|who| view! { <Palette who section/> })}
        {left.map(|left| view! { <SessionEnd left/> })}
        <Connection/>
        <div class="frame" data-sections=has_sections>
            {navigation}
            <main id="main" tabindex="-1" data-key=path data-live=live data-live-only=only>
                {flash}
                {refused}
                <p class="problem" role="alert" tabindex="-1" hidden data-unsent-notice="">{text.unsent}</p>
                {body}
            </main>
        </div>
    }
}
