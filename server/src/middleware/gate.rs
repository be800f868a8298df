use app::Error;
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{Extensions, HeaderMap, StatusCode, header};
use identity::WebSession;
use leptos::server_fn::error::FromServerFnError;
use model::{Caller, ErrorKind};

use super::RequestId;
use crate::problem::AuthUnavailable;

/// Server functions that anybody may call.
const OPEN: [&str; 2] = ["/fn/sign_in", "/fn/set_preferences"];

/// Asks at the endpoint of a server function who is there, before a single argument is read.
pub async fn ask_at_functions(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let parts = request.extensions();
    let is_known = parts.get::<Caller>().is_some() || parts.get::<WebSession>().is_some();
    if is_known || !path.starts_with("/fn/") || OPEN.contains(&path) {
        return next.run(request).await;
    }
    if let Some(AuthUnavailable(problem)) = parts.get::<AuthUnavailable>() {
        return (
            problem.status(),
            refusal(problem.kind, &problem.message, parts),
        )
            .into_response();
    }
    if is_form(request.headers()) {
        return (StatusCode::FOUND, [(header::LOCATION, "/login")]).into_response();
    }
    let sentence = "you are not signed in";
    (
        StatusCode::UNAUTHORIZED,
        refusal(ErrorKind::Unauthenticated, sentence, parts),
    )
        .into_response()
}

/// Answers for every page but the one for signing in while it cannot be found out whose session it is: sending its
/// owner to sign in would be wrong.
pub async fn wait_for_identity(request: Request, next: Next) -> Response {
    let asks_for_page = is_form(request.headers()) && !request.uri().path().starts_with("/fn/");
    match request.extensions().get::<AuthUnavailable>() {
        Some(AuthUnavailable(problem)) if asks_for_page && request.uri().path() != "/login" => {
            problem.clone().into_response()
        }
        _ => next.run(request).await,
    }
}

/// In the words of server functions, which the dashboard reads.
fn refusal(kind: ErrorKind, message: &str, parts: &Extensions) -> impl IntoResponse + use<> {
    let error = Error {
        request_id: parts.get::<RequestId>().map(|RequestId(id)| id.clone()),
        ..Error::new(kind, message)
    };
    error.ser()
}

/// Whether a browser without JavaScript asks.
fn is_form(headers: &HeaderMap) -> bool {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}
