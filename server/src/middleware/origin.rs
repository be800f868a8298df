use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, header};
use model::ErrorKind;

use super::Welcome;
use crate::problem::Problem;

/// Turns away what another site made this browser send: a change that carries a cookie, but not our own page's origin.
///
/// A token in a header is proof enough: no other site can set it; and whoever is welcome brings no cookie. Clients that are no browsers send neither header.
pub async fn same_origin(request: Request, next: Next) -> Response {
    let is_safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let is_welcome = request.extensions().get::<Welcome>().is_some();
    if is_safe
        || is_welcome
        || request.headers().contains_key("x-auth-token")
        || is_ours(request.headers())
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
pub fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text(header::ORIGIN.as_str()), text(header::HOST.as_str())) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin
            .split_once("://")
            .is_some_and(|(_, place)| place.eq_ignore_ascii_case(host)),
        (Some(_), None) => false,
    }
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

    #[test]
    fn only_our_own_pages_and_clients_without_pages_may_change_things() {
        assert!(is_ours(&headers(&[("host", "vitrine.example")])));
        assert!(is_ours(&headers(&[
            ("host", "vitrine.example"),
            ("origin", "https://vitrine.example")
        ])));
        assert!(is_ours(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!is_ours(&headers(&[
            ("host", "vitrine.example"),
            ("origin", "https://evil.example")
        ])));
        assert!(!is_ours(&headers(&[
            ("host", "vitrine.example"),
            ("origin", "null")
        ])));
        assert!(!is_ours(&headers(&[("sec-fetch-site", "cross-site")])));
        // A neighbour on the same site is another origin.
        assert!(!is_ours(&headers(&[("sec-fetch-site", "same-site")])));
    }
}
