//! What a browser calls itself, as people say it.

use super::{account, locale};
use crate::shared::Locale;

/// The browser and its system, as far as its header tells them.
pub fn browser(header: &str) -> String {
    let (name, system) = (name(header), system(header));
    match (name, system, locale()) {
        (Some(name), Some(system), Locale::En) => format!("{name} on {system}"),
        (Some(name), Some(system), Locale::Zh) => format!("{name}（{system}）"),
        (Some(known), None, _) | (None, Some(known), _) => known.to_owned(),
        (None, None, _) => account().unknown_browser.to_owned(),
    }
}

/// Browsers name those that they want to be taken for, so the rarest word decides.
fn name(header: &str) -> Option<&'static str> {
    let names = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    said(header, &names)
}

fn system(header: &str) -> Option<&'static str> {
    let systems = [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    said(header, &systems)
}

fn said(header: &str, words: &[(&str, &'static str)]) -> Option<&'static str> {
    let found = words.iter().find(|(word, _)| header.contains(word));
    found.map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rarest_word_names_the_browser() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!((name(edge), system(edge)), (Some("Edge"), Some("Windows")));
        assert_eq!((name(phone), system(phone)), (Some("Safari"), Some("iOS")));
        assert_eq!((name("<b>"), system("")), (None, None));
    }
}
