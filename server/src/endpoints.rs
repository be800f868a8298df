//! The endpoints of the server: each route is registered and listed in one call, so no list can forget one.

use std::fmt;

use axum::{
    Router, handler::Handler, middleware::map_response, response::Response, routing::MethodFilter,
};
use http::Method;

use crate::AppState;

/// One way in: a method and a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Endpoint {
    pub method: &'static str,
    pub path: String,
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// Routes below one prefix, and the list of them.
pub struct Endpoints {
    prefix: &'static str,
    pub router: Router<AppState>,
    pub list: Vec<Endpoint>,
}

impl Endpoints {
    /// No endpoints yet, below `prefix`.
    pub fn below(prefix: &'static str) -> Self {
        Self {
            prefix,
            router: Router::new(),
            list: Vec::new(),
        }
    }

    /// Adds an endpoint.
    #[must_use]
    pub fn endpoint<H, T>(mut self, method: &Method, path: &str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        let (filter, name) = known(method);
        let path = format!("{}{path}", self.prefix);
        self.router = self.router.route(&path, axum::routing::on(filter, handler));
        self.list.push(Endpoint { method: name, path });
        self
    }

    /// Lets every answer of the endpoints so far pass through `finish`.
    #[must_use]
    pub fn answering<F, Fut>(mut self, finish: F) -> Self
    where
        F: FnMut(Response) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Response> + Send + 'static,
    {
        self.router = self.router.layer(map_response(finish));
        self
    }
}

/// How axum and we call a method.
pub fn known(method: &Method) -> (MethodFilter, &'static str) {
    match method.as_str() {
        "POST" => (MethodFilter::POST, "POST"),
        "PUT" => (MethodFilter::PUT, "PUT"),
        "PATCH" => (MethodFilter::PATCH, "PATCH"),
        "DELETE" => (MethodFilter::DELETE, "DELETE"),
        "HEAD" => (MethodFilter::HEAD, "HEAD"),
        "OPTIONS" => (MethodFilter::OPTIONS, "OPTIONS"),
        _ => (MethodFilter::GET, "GET"),
    }
}
