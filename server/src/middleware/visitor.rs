use std::net::SocketAddr;

use ::identity::Visitor;
use axum::{
    extract::{ConnectInfo, Request},
    middleware::Next,
    response::Response,
};
use http::header;

/// Notes with what, and from where, somebody comes: what the list of their sessions tells them.
pub async fn meet_visitor(mut request: Request, next: Next) -> Response {
    let browser = request
        .headers()
        .get(header::USER_AGENT)
        .map(|agent| String::from_utf8_lossy(agent.as_bytes()).into_owned());
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let visitor = Visitor {
        browser: browser.unwrap_or_default(),
        address: address.map_or_else(String::new, |ConnectInfo(address)| {
            address.ip().to_canonical().to_string()
        }),
    };
    request.extensions_mut().insert(visitor);
    next.run(request).await
}
