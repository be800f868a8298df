use std::str::FromStr;

use http::{HeaderMap, HeaderValue, Uri, header};
use serde::{Deserialize, Deserializer, de::Error as _};

/// The sites whose pages may request the API endpoints: `cors_origins`, a list, or texts with commas between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(Vec<String>);

impl Origins {
    /// Any site at all. No endpoint behind it knows a cookie, so it opens nothing to who has no token.
    const ANY: &str = "*";

    /// Whether no site was named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The origin of a request's page, if it was named.
    pub fn allows<'a>(&self, headers: &'a HeaderMap) -> Option<&'a HeaderValue> {
        let origin = headers.get(header::ORIGIN)?;
        let text = origin.to_str().ok()?;
        let named = |one: &String| one == Self::ANY || one.eq_ignore_ascii_case(text);
        self.0.iter().any(named).then_some(origin)
    }
}

impl FromStr for Origins {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words = text.split(',').map(str::trim);
        words
            .filter(|word| !word.is_empty())
            .map(checked)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl<'de> Deserialize<'de> for Origins {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum RawValue {
            Text(String),
            List(Vec<String>),
        }
        let text = match RawValue::deserialize(from)? {
            RawValue::Text(text) => text,
            RawValue::List(list) => list.join(","),
        };
        text.parse().map_err(D::Error::custom)
    }
}

/// An origin as browsers write it: scheme, host and port, and nothing behind them.
fn checked(text: &str) -> Result<String, String> {
    let wrong = || format!("`{text}` is no origin, such as https://portal.example");
    if text == Origins::ANY {
        return Ok(text.to_owned());
    }
    let (scheme, place) = text.split_once("://").ok_or_else(wrong)?;
    let uri: Uri = text.parse().map_err(|_| wrong())?;
    let is_bare = uri.authority().is_some_and(|have| have.as_str() == place);
    if !matches!(scheme, "http" | "https") || !is_bare || place.contains('@') {
        return Err(wrong());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        for good in [
            "https://portal.example",
            "http://localhost:8080",
            "*",
            "",
            "https://a.example, https://b.example",
        ] {
            assert!(good.parse::<Origins>().is_ok(), "{good}");
        }
        for bad in [
            "portal.example",
            "https://portal.example/",
            "https://portal.example/x",
            "ftp://x",
            "null",
            "https://u@x",
            "https://",
        ] {
            assert!(bad.parse::<Origins>().is_err(), "{bad}");
        }
    }

    #[test]
    fn only_who_was_named_is_welcome() {
        let headers = |origin: &str| {
            HeaderMap::from_iter([(header::ORIGIN, origin.parse().expect("a value"))])
        };
        let origins: Origins = "https://portal.example".parse().expect("fine");
        assert!(origins.allows(&headers("https://portal.example")).is_some());
        for other in [
            "https://portal.example.evil",
            "http://portal.example",
            "https://portal.example:444",
            "null",
        ] {
            assert!(origins.allows(&headers(other)).is_none(), "{other}");
        }
        assert!(origins.allows(&HeaderMap::new()).is_none());
    }
}
