use http::request::Parts;
use leptos::prelude::*;

/// The page that is asked for, as a path of this site with its query.
pub fn here() -> String {
    with_context::<Parts, _>(|parts| {
        let uri = &parts.uri;
        uri.path_and_query()
            .map_or_else(|| uri.path().to_owned(), ToString::to_string)
    })
    .unwrap_or_else(|| "/".to_owned())
}

/// What the query of the page says of `name`; an empty value says nothing.
pub fn query(name: &str) -> Option<String> {
    let query = with_context::<Parts, _>(|parts| parts.uri.query().map(ToOwned::to_owned))??;
    form_urlencoded::parse(query.as_bytes())
        .find(|(key, value)| key == name && !value.is_empty())
        .map(|(_, value)| value.into_owned())
}

/// Everything that the query of the page says of `name`.
pub fn queries(name: &str) -> Vec<String> {
    with_context::<Parts, _>(|parts| {
        let query = parts.uri.query().unwrap_or_default();
        form_urlencoded::parse(query.as_bytes())
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .collect()
    })
    .unwrap_or_default()
}
