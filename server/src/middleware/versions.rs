use axum::extract::Request;
use http::{Uri, header};

/// The newest minor version whose prefix is taken.
const NEWEST: u8 = 18;

/// Leads every prefix of the Image API, `/v2.0` to `/v2.18`, to the one code there is, before a route is looked for.
///
/// Slashes that follow each other are one, as in Glance.
pub fn normalize_version(mut request: Request) -> Request {
    let uri = request.uri();
    let accept = request.headers().get(header::ACCEPT);
    let accept = accept
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let Some(path) = plain(uri.path(), accept) else {
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

/// The path under which the code knows it, if that is another one. A version that the path does not name may stand in `Accept`.
fn plain(path: &str, accept: &str) -> Option<String> {
    let rest = path.strip_prefix("/image/")?;
    let mut path = format!("/image/{rest}");
    while path.contains("//") {
        path = path.replace("//", "/");
    }
    let rest = path.strip_prefix("/image/")?;
    let (version, tail) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let asked = accept.strip_prefix("application/vnd.openstack.images-");
    if is_known(version) {
        path = format!("/image/v2{tail}");
    } else if !matches!(version, "" | "healthcheck")
        && !version.starts_with('v')
        && asked.is_some_and(is_known)
    {
        path = format!("/image/v2/{rest}");
    }
    Some(path)
}

fn is_known(version: &str) -> bool {
    version
        .strip_prefix("v2.")
        .is_some_and(|minor| (0..=NEWEST).any(|known| known.to_string() == minor))
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
            assert_eq!(plain(given, "*/*").as_deref(), Some(expected), "{given}");
        }
        let accept = "application/vnd.openstack.images-v2.1";
        for (given, expected) in [
            ("/image/images", "/image/v2/images"),
            ("/image/v2/images", "/image/v2/images"),
            ("/image/versions", "/image/versions"),
            ("/image/", "/image/"),
        ] {
            assert_eq!(plain(given, accept).as_deref(), Some(expected), "{given}");
        }
        assert_eq!(
            plain("/image/images", "application/vnd.openstack.images-v3"),
            Some("/image/images".to_owned())
        );
        assert_eq!(plain("/identity//v3", ""), None);
    }
}
