use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    forms::SetPreferences,
    request::{Preferences, Theme},
    shared::Icon,
    text::frame,
};

/// Light, dark, or like the system.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let text = frame();
    let chosen = Preferences::here().theme;
    let button = |theme: Theme| {
        let (icon, name) = match theme {
            Theme::Auto => ("system", text.theme_auto),
            Theme::Light => ("sun", text.theme_light),
            Theme::Dark => ("moon", text.theme_dark),
        };
        let pressed = if theme == chosen { "true" } else { "false" };
        view! {
            <button name="theme" value=theme.word() title=name aria-pressed=pressed>
                <Icon name=icon/>
                <span class="visually-hidden">{name}</span>
            </button>
        }
    };
    view! {
        <form method="post" action=SetPreferences::PATH class="theme">
            <div class="segments" role="group" aria-label=text.theme>
                {Theme::ALL.map(button).collect_view()}
            </div>
        </form>
    }
}
