use leptos::prelude::use_context;

use super::{Columns, answer};
use crate::{request::Theme, shared::Locale};

const LOCALE: &str = "locale";
const THEME: &str = "theme";
const SHORTCUTS: &str = "shortcuts";
const COLUMNS: &str = "columns";

/// How this person wants to see the dashboard. Known before the first byte, so nothing flashes.
#[derive(Clone, Copy, Debug)]
pub struct Preferences {
    pub locale: Locale,
    pub theme: Theme,
    /// Whether keys alone do something (WCAG 2.1.4).
    pub shortcuts: bool,
    /// What the list of images says.
    pub columns: Columns,
}

impl Preferences {
    /// Those of this request: read once by the page, and by a server function whenever it asks.
    pub fn here() -> Self {
        use_context::<Self>().unwrap_or_else(Self::of_cookies)
    }

    /// What the cookies say; without one, the language that the browser asks for.
    fn of_cookies() -> Self {
        let locale = answer::cookie(LOCALE).and_then(|tag| Locale::from_tag(&tag));
        let theme = answer::cookie(THEME).and_then(|word| Theme::from_word(&word));
        Self {
            locale: locale.or_else(answer::accepted_locale).unwrap_or_default(),
            theme: theme.unwrap_or_default(),
            shortcuts: answer::cookie(SHORTCUTS).as_deref() != Some("off"),
            columns: answer::cookie(COLUMNS)
                .map_or_else(Columns::default, |words| Columns::from_words(&words)),
        }
    }

    /// The same with what was chosen, which the browser keeps. What was not chosen stays open.
    #[must_use]
    pub fn choose(
        self,
        locale: Option<Locale>,
        theme: Option<Theme>,
        shortcuts: Option<bool>,
    ) -> Self {
        if let Some(locale) = locale {
            answer::keep_cookie(LOCALE, locale.tag());
        }
        if let Some(theme) = theme {
            answer::keep_cookie(THEME, theme.word());
        }
        if let Some(shortcuts) = shortcuts {
            answer::keep_cookie(SHORTCUTS, if shortcuts { "on" } else { "off" });
        }
        Self {
            locale: locale.unwrap_or(self.locale),
            theme: theme.unwrap_or(self.theme),
            shortcuts: shortcuts.unwrap_or(self.shortcuts),
            ..self
        }
    }

    /// Has the browser keep `columns`.
    pub fn choose_columns(columns: Columns) {
        answer::keep_cookie(COLUMNS, &columns.words());
    }
}
