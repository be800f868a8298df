use leptos::prelude::*;

use crate::{error::Result, locale::Locale, theme::Theme};

/// Keeps the language or the theme for a year, in cookies. Open to everybody: the sign-in page has both switches.
#[server(prefix = "/fn", endpoint = "set_preferences")]
pub async fn set_preferences(locale: Option<Locale>, theme: Option<Theme>) -> Result<()> {
    use crate::ssr::{LOCALE_COOKIE, THEME_COOKIE, keep_cookie, redirect_back};
    if let Some(locale) = locale {
        keep_cookie(LOCALE_COOKIE, locale.tag());
    }
    if let Some(theme) = theme {
        keep_cookie(THEME_COOKIE, theme.word());
    }
    redirect_back();
    Ok(())
}
