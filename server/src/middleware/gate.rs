use app::{Error, ssr::RequestId};
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use identity::WebSession;
use leptos::server_fn::error::FromServerFnError;
use model::{Caller, ErrorKind};

/// Server functions that anybody may call.
const OPEN: [&str; 2] = ["/fn/sign_in", "/fn/set_preferences"];

/// Asks at the door of a server function who is there, before a single argument is read.
pub async fn ask_at_functions(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let parts = request.extensions();
    let is_known = parts.get::<Caller>().is_some() || parts.get::<WebSession>().is_some();
    if is_known || !path.starts_with("/fn/") || OPEN.contains(&path) {
        return next.run(request).await;
    }
    if is_form(request.headers()) {
        return (StatusCode::FOUND, [(header::LOCATION, "/login")]).into_response();
    }
    let error = Error {
        kind: ErrorKind::Unauthenticated,
        message: "you are not signed in".to_owned(),
        request_id: parts.get::<RequestId>().map(|RequestId(id)| id.clone()),
    };
    // In the words of server functions, which the dashboard reads.
    (StatusCode::UNAUTHORIZED, error.ser()).into_response()
}

/// Whether a browser without JavaScript asks.
fn is_form(headers: &HeaderMap) -> bool {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}
