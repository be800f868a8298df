use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use crate::{Config, problem::SOON};

/// For a year, as browsers' lists ask; not for other names of the domain, which are not ours.
const STRICT: &str = "max-age=31536000";

/// Headers that every answer carries, unless its handler has said otherwise.
///
/// `same-origin` and never `no-referrer`: without JavaScript a form is sent back to its referrer.
pub async fn security_headers(
    State(config): State<Arc<Config>>,
    request: Request,
    next: Next,
) -> Response {
    let caching = caching(request.uri().path());
    let is_https = config.is_https(request.headers());
    let prefix = config.prefix(request.headers());
    let mut response = next.run(request).await;
    let status = response.status();
    let headers = response.headers_mut();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        // Here for every answer at once: pages, server functions and sessions make theirs each in a way of its own.
        headers.entry(header::RETRY_AFTER).or_insert(SOON.into());
    }
    default(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(headers, header::REFERRER_POLICY, "same-origin");
    default(headers, header::X_FRAME_OPTIONS, "DENY");
    // Data that was written by users never runs as a page of ours; pages set a policy of their own.
    default(
        headers,
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; sandbox",
    );
    default(headers, header::CACHE_CONTROL, caching);
    if is_https {
        default(headers, header::STRICT_TRANSPORT_SECURITY, STRICT);
        secure_cookies(headers);
    }
    if let Some(prefix) = prefix {
        prefix_location(headers, &prefix);
    }
    response
}

fn default(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers
        .entry(name)
        .or_insert(HeaderValue::from_static(value));
}

/// What may keep an answer. Tokens, users, the audit log and the state of uploads: nobody. Images: the client that asked,
/// which asks again before it uses them.
fn caching(path: &str) -> &'static str {
    let is_image = path == "/image" || path.starts_with("/image/");
    let is_kept_by_nobody = [
        "/identity",
        "/api/",
        "/uploads",
        "/fn/",
        "/healthz",
        "/readyz",
    ]
    .iter()
    .any(|prefix| path.starts_with(prefix));
    match (is_image, is_kept_by_nobody) {
        (false, true) => "no-store",
        _ => "private, no-cache",
    }
}

/// Where browsers reach us by TLS no cookie travels without, whoever set it.
fn secure_cookies(headers: &mut HeaderMap) {
    let cookies: Vec<_> = headers
        .get_all(header::SET_COOKIE)
        .iter()
        .cloned()
        .collect();
    headers.remove(header::SET_COOKIE);
    for cookie in cookies {
        let text = cookie.to_str().unwrap_or_default();
        let is_secure = text
            .split(';')
            .any(|part| part.trim().eq_ignore_ascii_case("secure"));
        let secured = if is_secure || text.is_empty() {
            None
        } else {
            HeaderValue::from_str(&format!("{text}; Secure")).ok()
        };
        headers.append(header::SET_COOKIE, secured.unwrap_or(cookie));
    }
}

/// A path that an answer leads to is below the path under which the proxy serves us.
fn prefix_location(headers: &mut HeaderMap, prefix: &str) {
    let Some(location) = headers
        .get(header::LOCATION)
        .and_then(|value| value.to_str().ok())
    else {
        return;
    };
    let is_path = location.starts_with('/') && !location.starts_with("//");
    // The way back to a form comes from `Referer`, where the prefix stands already.
    let has_it = location
        .strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    if is_path
        && !has_it
        && let Ok(location) = HeaderValue::from_str(&format!("{prefix}{location}"))
    {
        headers.insert(header::LOCATION, location);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_images_pages_and_files_may_be_kept_by_a_client() {
        for path in [
            "/identity",
            "/identity/v3/auth/tokens",
            "/api/v1/activity.csv",
            "/uploads/x",
            "/fn/sign_in",
        ] {
            assert_eq!(caching(path), "no-store", "{path}");
        }
        for path in ["/image", "/image/v2/images", "/images", "/imagery", "/"] {
            assert_eq!(caching(path), "private, no-cache", "{path}");
        }
    }

    #[test]
    fn a_way_is_below_the_prefix_once() {
        for (given, expected) in [
            ("/login?next=%2Fimages", "/registry/login?next=%2Fimages"),
            ("/registry/images", "/registry/images"),
            ("/registry", "/registry"),
            ("/registrykeeper", "/registry/registrykeeper"),
            ("https://elsewhere.example/x", "https://elsewhere.example/x"),
            ("//elsewhere.example", "//elsewhere.example"),
        ] {
            let mut headers =
                HeaderMap::from_iter([(header::LOCATION, given.parse().expect("a value"))]);
            prefix_location(&mut headers, "/registry");
            assert_eq!(headers[header::LOCATION], expected);
        }
    }

    #[test]
    fn every_cookie_is_secure_once() {
        let mut headers = HeaderMap::new();
        for cookie in [
            "said=1; Path=/",
            "__Host-vitrine=2; Secure; Path=/",
            "x=; secure",
        ] {
            headers.append(header::SET_COOKIE, HeaderValue::from_static(cookie));
        }
        secure_cookies(&mut headers);
        let cookies: Vec<_> = headers.get_all(header::SET_COOKIE).iter().collect();
        assert_eq!(
            cookies,
            [
                "said=1; Path=/; Secure",
                "__Host-vitrine=2; Secure; Path=/",
                "x=; secure"
            ]
        );
    }
}
