use app::ssr::RequestId;
use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderName, HeaderValue};
use tracing::Instrument;
use uuid::Uuid;

const HEADER: HeaderName = HeaderName::from_static("x-openstack-request-id");

/// Gives each request an id, in the log and in the answer. One that the client brings is taken if it looks like one.
pub async fn name_request(mut request: Request, next: Next) -> Response {
    let brought = request
        .headers()
        .get(&HEADER)
        .and_then(|value| value.to_str().ok())
        .filter(|id| is_fine(id));
    let id = brought.map_or_else(|| format!("req-{}", Uuid::new_v4()), ToOwned::to_owned);
    let span =
        tracing::info_span!("request", id, method = %request.method(), path = request.uri().path());
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = async {
        let response = next.run(request).await;
        tracing::info!(status = response.status().as_u16(), "answered");
        response
    }
    .instrument(span)
    .await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// Glance fails on an id over 64 characters; ours is replaced.
fn is_fine(id: &str) -> bool {
    id.len() <= 64
        && id.starts_with("req-")
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}
