//! What stands around every page.

mod account;
mod language;
mod navigated;
mod projects;
mod theme;

pub use navigated::Navigated;

use leptos::prelude::*;

use crate::{
    frame::{
        account::Account, language::LanguageSwitch, projects::ProjectSwitch, theme::ThemeSwitch,
    },
    later::later,
    paths,
    text::{PRODUCT, text},
    ui::Icon,
    upload::Tray,
    who::use_who,
};

/// The bar with who and where, the page, and the uploads, which outlive the page.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    Navigated::provide();
    let text = text().frame;
    let who = use_who();
    // The skip link is `external`: the router would scroll, but not move the focus.
    view! {
        <a class="skip" href="#main" rel="external">{text.skip}</a>
        <header class="bar">
            <a class="brand" href=paths::images() aria-label=text.home>
                <Icon name="mark"/>
                <span class="brand-name">{PRODUCT}</span>
            </a>
            {later(move || async move {
                who.await.ok().map(|signed_in| view! { <ProjectSwitch signed_in/> }).into_any()
            })}
            <div class="bar-end">
                <LanguageSwitch/>
                <ThemeSwitch/>
                {later(move || async move { view! { <Account who=who.await/> }.into_any() })}
            </div>
        </header>
        <main id="main" tabindex="-1">{children()}</main>
        <Tray/>
    }
}
