use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    forms::SetPreferences,
    request::{Preferences, Theme},
    shared::{Icon, Locale},
    text::{account as words, frame},
};

/// The appearance and language of the dashboard in this browser.
#[component]
pub fn PreferencesPanel() -> impl IntoView {
    let (text, frame) = (words(), frame());
    let Preferences {
        locale,
        theme,
        shortcuts,
        ..
    } = Preferences::here();
    let languages = Locale::ALL.map(|each| (each.tag(), each.name(), each == locale));
    let themes = Theme::ALL.map(|each| {
        let name = match each {
            Theme::Auto => frame.theme_auto,
            Theme::Light => frame.theme_light,
            Theme::Dark => frame.theme_dark,
        };
        (each.word(), name, each == theme)
    });
    let keys = [
        ("true", text.shortcuts_on, shortcuts),
        ("false", text.shortcuts_off, !shortcuts),
    ];
    view! {
        <section class="panel">
            <h2>{text.preferences}</h2>
            <p class="aside">{text.preferences_hint}</p>
            <form class="form" method="post" action=SetPreferences::PATH>
                <input type="hidden" name="told" value="true"/>
                <Chosen name="locale" label=text.language options=languages.to_vec()/>
                <Chosen name="theme" label=frame.theme options=themes.to_vec()/>
                <Chosen name="shortcuts" label=text.shortcuts options=keys.to_vec() hint=text.shortcuts_hint/>
                <div class="form-end">
                    <button class="button">{text.save}</button>
                </div>
            </form>
        </section>
    }
}

/// One of several values: each with its words, and whether it is the present one.
#[component]
fn Chosen(
    name: &'static str,
    label: &'static str,
    options: Vec<(&'static str, &'static str, bool)>,
    #[prop(optional)] hint: Option<&'static str>,
) -> impl IntoView {
    let option = |(value, words, present): (&'static str, &'static str, bool)| {
        view! { <option value=value selected=present>{words}</option> }
    };
    view! {
        <label class="field">
            <span class="field-name">{label}</span>
            <span class="select" data-boxed="">
                <select name=name autocomplete="off">{options.into_iter().map(option).collect_view()}</select>
                <Icon name="down"/>
            </span>
            {hint.map(|hint| view! { <span class="field-hint">{hint}</span> })}
        </label>
    }
}
