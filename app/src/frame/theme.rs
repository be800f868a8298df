use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn, task::spawn_local};

use crate::{
    api::{SetPreferences, set_preferences},
    preferences::Preferences,
    text::text,
    theme::Theme,
    ui::Icon,
};

/// Light, dark, or like the system. With a script the page changes in place, and uploads go on.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let text = text().frame;
    let chosen = RwSignal::new(Preferences::current().theme);
    let choose = move |theme: Theme| {
        chosen.set(theme);
        if let Some(root) = document().document_element() {
            // Should the browser refuse, the next page still has the theme from the cookie.
            let _ = root.set_attribute("data-theme", theme.word());
        }
        spawn_local(async move {
            let _ = set_preferences(None, Some(theme)).await;
        });
    };
    let button = move |theme: Theme| {
        let (icon, name) = match theme {
            Theme::Auto => ("system", text.theme_auto),
            Theme::Light => ("sun", text.theme_light),
            Theme::Dark => ("moon", text.theme_dark),
        };
        view! {
            <button
                name="theme"
                value=theme.word()
                title=name
                aria-pressed=move || if chosen.get() == theme { "true" } else { "false" }
                on:click=move |_| choose(theme)
            >
                <Icon name=icon/>
                <span class="visually-hidden">{name}</span>
            </button>
        }
    };
    view! {
        <form
            method="post"
            action=SetPreferences::url()
            class="theme"
            on:submit=|event: SubmitEvent| event.prevent_default()
        >
            <div class="segments" role="group" aria-label=text.theme>
                {Theme::ALL.map(button).collect_view()}
            </div>
        </form>
    }
}
