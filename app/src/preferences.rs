use leptos::prelude::*;

use crate::{host, locale::Locale, theme::Theme};

/// How this person wants to see the dashboard. Known before the first byte, so nothing flashes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Preferences {
    pub locale: Locale,
    pub theme: Theme,
}

impl Preferences {
    /// Reads them once for everything below.
    pub fn provide() {
        provide_context(Self::read());
    }

    /// The ones provided above; read again where there is no context, as in event handlers.
    pub fn current() -> Self {
        use_context::<Self>().unwrap_or_else(Self::read)
    }

    /// From the request on the server; in the browser from the document that the server wrote.
    pub fn read() -> Self {
        if is_browser() {
            Self::from_document()
        } else {
            host::preferences().unwrap_or_default()
        }
    }

    fn from_document() -> Self {
        let root = document().document_element();
        let attribute = |name| root.as_ref().and_then(|root| root.get_attribute(name));
        Self {
            locale: attribute("lang")
                .and_then(|tag| Locale::from_tag(&tag))
                .unwrap_or_default(),
            theme: attribute("data-theme")
                .and_then(|word| Theme::from_word(&word))
                .unwrap_or_default(),
        }
    }
}
