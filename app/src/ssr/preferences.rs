use leptos::prelude::use_context;

use super::answer;
use crate::{locale::Locale, theme::Theme};

/// How this person wants to see the dashboard. Known before the first byte, so nothing flashes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Preferences {
    pub locale: Locale,
    pub theme: Theme,
}

impl Preferences {
    /// Those of this request: read once by the page, and by a server function whenever it asks.
    pub fn here() -> Self {
        use_context::<Self>().unwrap_or_else(answer::preferences)
    }
}
