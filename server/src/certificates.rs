//! Certificates that signatures of images are verified with, and which projects require signatures. `docs/api.md` promises what is
//! here.

mod handlers;
mod params;
mod requirement;
mod wire;

use http::Method;

use crate::endpoints::Endpoints;

/// The endpoints of certificates.
pub fn endpoints() -> Endpoints {
    Endpoints::below("/api/v1")
        .endpoint(&Method::GET, "/certificates", handlers::list)
        .endpoint(&Method::POST, "/certificates", handlers::create)
        .endpoint(&Method::GET, "/certificates/{certificate}", handlers::show)
        .endpoint(
            &Method::DELETE,
            "/certificates/{certificate}",
            handlers::delete,
        )
        .endpoint(
            &Method::POST,
            "/certificates/{certificate}/revoke",
            handlers::revoke,
        )
        .endpoint(
            &Method::GET,
            "/projects/{project}/signatures",
            requirement::show,
        )
        .endpoint(
            &Method::PUT,
            "/projects/{project}/signatures",
            requirement::set,
        )
}
