use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderName, HeaderValue};
use tracing::Instrument;
use uuid::Uuid;

/// The id under which the log knows a request.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

const HEADER: HeaderName = HeaderName::from_static("x-openstack-request-id");

/// Gives each request an id of ours, in the log, the audit log and the answer. An id that the client brings stands beside
/// it in the log alone: it may be another request's.
pub async fn assign_request_id(mut request: Request, next: Next) -> Response {
    let id = format!("req-{}", Uuid::new_v4());
    let brought = request
        .headers()
        .get(&HEADER)
        .and_then(|value| value.to_str().ok())
        .filter(|id| is_fine(id));
    let span = tracing::info_span!(
        "request",
        id,
        client_id = brought,
        method = %request.method(),
        path = request.uri().path()
    );
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

/// As OpenStack's services write it; anything else could forge a line of the log.
fn is_fine(id: &str) -> bool {
    id.len() <= 64
        && id.starts_with("req-")
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}
