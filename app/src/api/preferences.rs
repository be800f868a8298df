use leptos::prelude::*;

use crate::{error::Result, locale::Locale, theme::Theme};

/// Keeps how the dashboard looks and speaks for a year, in cookies. Open to everybody: the sign-in page has switches too.
#[server(prefix = "/fn", endpoint = "set_preferences")]
pub async fn set_preferences(
    locale: Option<Locale>,
    theme: Option<Theme>,
    /// Whether keys alone do something.
    shortcuts: Option<bool>,
    /// Whether the page that comes next says so.
    told: Option<bool>,
) -> Result<()> {
    use crate::ssr::{Preferences, redirect_back, say, words};
    let chosen = Preferences::here().choose(locale, theme, shortcuts);
    if told == Some(true) {
        // In the language that was just chosen.
        provide_context(chosen);
        say(words::account().preferences_saved.to_owned());
    }
    redirect_back();
    Ok(())
}
