use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A language of the dashboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Locale {
    #[default]
    #[serde(rename = "en")]
    En,
    #[serde(rename = "zh-Hans")]
    Zh,
}

impl Locale {
    /// Each of them, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// The language of this page: on the server the one that `crate::request` put into the context, in the
    /// browser the one of the document.
    pub fn here() -> Self {
        // The context first: Leptos takes a server function, which has no page, for a browser.
        use_context::<Self>()
            .or_else(Self::of_document)
            .unwrap_or_default()
    }

    fn of_document() -> Option<Self> {
        let root = document().document_element()?;
        Self::from_tag(&root.get_attribute("lang")?)
    }

    /// The BCP 47 tag, as in `<html lang>` and in the cookie.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-Hans",
        }
    }

    /// What its own speakers call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Zh => "简体中文",
        }
    }

    /// The locale nearest to a language tag, if it is one of ours.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.trim().split('-').next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "zh" => Some(Self::Zh),
            _ => None,
        }
    }

    /// The first language of an `Accept-Language` header that is ours. Browsers send them best first.
    pub fn accepted(header: &str) -> Option<Self> {
        header
            .split(',')
            .filter_map(|item| match item.split_once(';') {
                Some((_, weight)) if matches!(weight.trim(), "q=0" | "q=0.0") => None,
                Some((tag, _)) => Some(tag),
                None => Some(item),
            })
            .find_map(Self::from_tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_we_speak_wins() {
        assert_eq!(
            Locale::accepted("zh-CN,zh;q=0.9,en;q=0.8"),
            Some(Locale::Zh)
        );
        assert_eq!(
            Locale::accepted("fr, en-GB;q=0.7, zh;q=0.3"),
            Some(Locale::En)
        );
        assert_eq!(Locale::accepted("zh;q=0, en"), Some(Locale::En));
        assert_eq!(Locale::accepted("fr, de"), None);
    }
}
