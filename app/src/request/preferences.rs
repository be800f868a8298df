use leptos::prelude::{provide_context, use_context};

use super::{Columns, Theme, reply::keep_preference};
use crate::shared::Locale;

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
    /// What the cookies say; without one, the language that the browser asks for by `accept_language`.
    pub fn read(cookie: impl Fn(&str) -> Option<String>, accept_language: Option<&str>) -> Self {
        let locale = cookie(LOCALE).and_then(|tag| Locale::from_tag(&tag));
        let accepted = || Locale::accepted(accept_language?);
        let theme = cookie(THEME).and_then(|word| Theme::from_word(&word));
        Self {
            locale: locale.or_else(accepted).unwrap_or_default(),
            theme: theme.unwrap_or_default(),
            shortcuts: cookie(SHORTCUTS).as_deref() != Some("off"),
            columns: cookie(COLUMNS)
                .map_or_else(Columns::default, |words| Columns::from_words(&words)),
        }
    }

    /// Those of this request.
    pub fn here() -> Self {
        use_context().expect("the server provides the request")
    }

    /// Has everything from now on see, and say, what they ask for.
    pub fn provide(self) {
        provide_context(self.locale);
        provide_context(self);
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
            keep_preference(LOCALE, locale.tag());
        }
        if let Some(theme) = theme {
            keep_preference(THEME, theme.word());
        }
        if let Some(shortcuts) = shortcuts {
            keep_preference(SHORTCUTS, if shortcuts { "on" } else { "off" });
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
        keep_preference(COLUMNS, columns.words());
    }
}
