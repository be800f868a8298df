use axum::extract::Request;
use http::Uri;

/// The newest minor version whose prefix is taken.
const NEWEST: u8 = 18;

/// Leads every prefix of the Image API, `/v2.0` to `/v2.18`, to the one code there is, before a route is looked for.
///
/// Slashes that follow each other are one, as in Glance.
pub fn one_version(mut request: Request) -> Request {
    let uri = request.uri();
    let Some(path) = plain(uri.path()) else {
        return request;
    };
    let query = uri
        .query()
        .map_or(String::new(), |query| format!("?{query}"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = format!("{path}{query}").parse().ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
    request
}

/// The path under which the code knows it, if that is another one.
fn plain(path: &str) -> Option<String> {
    let rest = path.strip_prefix("/image/")?;
    let mut path = format!("/image/{rest}");
    while path.contains("//") {
        path = path.replace("//", "/");
    }
    let rest = path.strip_prefix("/image/")?;
    let (version, tail) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if version
        .strip_prefix("v2.")
        .is_some_and(|minor| (0..=NEWEST).any(|known| known.to_string() == minor))
    {
        path = format!("/image/v2{tail}");
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prefix_leads_to_the_same_code() {
        for (given, expected) in [
            ("/image/v2/images", "/image/v2/images"),
            ("/image/v2.0/images", "/image/v2/images"),
            ("/image/v2.18/images/x", "/image/v2/images/x"),
            ("/image/v2.9", "/image/v2"),
            ("/image//v2//images", "/image/v2/images"),
            ("/image/v2.19/images", "/image/v2.19/images"),
            ("/image/v2.99/images", "/image/v2.99/images"),
            ("/image/v2.01/images", "/image/v2.01/images"),
            ("/image/v2.é/images", "/image/v2.é/images"),
        ] {
            assert_eq!(plain(given).as_deref(), Some(expected), "{given}");
        }
        assert_eq!(plain("/identity//v3"), None);
    }
}
