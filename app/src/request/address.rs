use super::context::with;

/// The page that is asked for, as a path of this site with its query.
pub fn here() -> String {
    with(|request| request.address.clone())
}

/// What the query of the page says of `name`; an empty value says nothing.
pub fn query(name: &str) -> Option<String> {
    queries(name).into_iter().find(|value| !value.is_empty())
}

/// Everything that the query of the page says of `name`.
pub fn queries(name: &str) -> Vec<String> {
    with(|request| {
        let (_, query) = request.address.split_once('?').unwrap_or_default();
        form_urlencoded::parse(query.as_bytes())
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .collect()
    })
}
