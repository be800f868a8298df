use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use crate::problem::SOON;

/// Headers that every answer carries, unless its handler has said otherwise.
///
/// `same-origin` and never `no-referrer`: without JavaScript a form is sent back to its referrer.
pub async fn harden(request: Request, next: Next) -> Response {
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
    response
}

fn default(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers
        .entry(name)
        .or_insert(HeaderValue::from_static(value));
}
