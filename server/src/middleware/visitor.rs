use ::identity::Visitor;
use axum::{extract::Request, middleware::Next, response::Response};
use http::header;
use model::Origin;

/// Notes with what, and from where, somebody comes: what the list of their sessions tells them.
pub async fn record_visitor(mut request: Request, next: Next) -> Response {
    let browser = request
        .headers()
        .get(header::USER_AGENT)
        .map(|agent| String::from_utf8_lossy(agent.as_bytes()).into_owned());
    let origin = request.extensions().get::<Origin>();
    let visitor = Visitor {
        browser: browser.unwrap_or_default(),
        origin: origin.cloned().unwrap_or_default(),
    };
    request.extensions_mut().insert(visitor);
    next.run(request).await
}
