//! The Identity API v3: as much of it as a client needs to get a token and find its way.

mod catalog;
mod discovery;
mod request;
mod tokens;
mod wire;

use http::Method;

use crate::doors::Doors;

/// Every door below `/identity`.
pub fn doors() -> Doors {
    Doors::below("/identity")
        .door(&Method::GET, "", discovery::choices)
        .door(&Method::GET, "/", discovery::choices)
        .door(&Method::GET, "/v3", discovery::version)
        .door(&Method::GET, "/v3/", discovery::version)
        .door(&Method::POST, "/v3/auth/tokens", tokens::issue)
        .door(&Method::HEAD, "/v3/auth/tokens", tokens::check)
        .door(&Method::GET, "/v3/auth/tokens", tokens::show)
        .door(&Method::DELETE, "/v3/auth/tokens", tokens::revoke)
}
