use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, Uri, header};
use model::ErrorKind;

use super::CorsAllowed;
use crate::{Config, problem::Problem};

/// Turns away what another site made this browser send: a change that carries a cookie, but not our own page's origin.
///
/// A token in a header is proof enough: no other site can set it; and whoever is welcome brings no cookie. Clients that are no browsers send neither header.
pub async fn same_origin(
    State(config): State<Arc<Config>>,
    request: Request,
    next: Next,
) -> Response {
    let is_safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let is_cors_allowed = request.extensions().get::<CorsAllowed>().is_some();
    if is_safe
        || is_cors_allowed
        || request.headers().contains_key("x-auth-token")
        || is_ours(request.headers(), &config)
    {
        return next.run(request).await;
    }
    tracing::warn!("a change from another site was turned away");
    Problem::new(
        ErrorKind::Forbidden,
        "This request comes from another site. Use the dashboard's own pages.",
    )
    .into_response()
}

/// Whether one of our own pages asks, or no page at all.
pub fn is_ours(headers: &HeaderMap, config: &Config) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else {
        return true;
    };
    if let Some(public) = config.origin(headers) {
        return parts(origin).is_some_and(|origin| parts(&public) == Some(origin));
    }
    // Nobody says whether clients reach us by TLS.
    text(header::HOST.as_str()).is_some_and(|host| {
        origin
            .split_once("://")
            .is_some_and(|(_, place)| place.eq_ignore_ascii_case(host))
    })
}

/// Scheme, host and port of an address.
fn parts(address: &str) -> Option<(String, String, u16)> {
    let uri: Uri = address.parse().ok()?;
    let scheme = uri.scheme_str()?.to_ascii_lowercase();
    let usual = if scheme == "https" { 443 } else { 80 };
    let host = uri.host()?.to_ascii_lowercase();
    Some((scheme, host, uri.port_u16().unwrap_or(usual)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    name.parse().expect("a name"),
                    value.parse().expect("a value"),
                )
            })
            .collect()
    }

    fn read(text: &str) -> Config {
        Config::from_table(text.parse().expect("TOML")).expect("a configuration")
    }

    fn ours(headers: &HeaderMap) -> bool {
        is_ours(headers, &read(""))
    }

    #[test]
    fn where_our_address_is_known_the_origin_is_exactly_that() {
        let config = read("public_url = \"https://vitrine.example/registry\"");
        for (origin, is_one) in [
            ("https://vitrine.example", true),
            ("https://Vitrine.example:443", true),
            ("http://vitrine.example", false),
            ("https://vitrine.example:8443", false),
            ("https://127.0.0.1:3000", false),
            ("null", false),
        ] {
            for host in ["vitrine.example", "127.0.0.1:3000"] {
                let headers = headers(&[("host", host), ("origin", origin)]);
                assert_eq!(is_ours(&headers, &config), is_one, "{origin}");
            }
        }
        let told = |origin| {
            headers(&[
                ("host", "vitrine.example"),
                ("x-forwarded-proto", "https"),
                ("origin", origin),
            ])
        };
        assert!(ours(&told("https://vitrine.example")));
        assert!(
            !ours(&told("http://vitrine.example")),
            "a trusted proxy says that it is https"
        );
    }

    #[test]
    fn only_our_own_pages_and_clients_without_pages_may_change_things() {
        assert!(ours(&headers(&[("host", "vitrine.example")])));
        assert!(ours(&headers(&[
            ("host", "vitrine.example"),
            ("origin", "https://vitrine.example")
        ])));
        assert!(ours(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!ours(&headers(&[
            ("host", "vitrine.example"),
            ("origin", "https://evil.example")
        ])));
        assert!(!ours(&headers(&[
            ("host", "vitrine.example"),
            ("origin", "null")
        ])));
        assert!(!ours(&headers(&[("sec-fetch-site", "cross-site")])));
        // A sibling subdomain is another origin.
        assert!(!ours(&headers(&[("sec-fetch-site", "same-site")])));
    }
}
