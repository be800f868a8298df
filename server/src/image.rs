//! The Image API v2, as OpenStack's clients speak it.

mod actions;
mod create;
mod data;
mod fallback;
pub mod fields;
mod images;
mod import;
mod info;
mod list;
mod members;
mod metadefs;
mod patch;
mod query;
mod range;
mod reader;
mod schemas;
mod tags;
mod tasks;
mod versions;
mod wire;

use axum::{middleware::from_fn_with_state, routing::any};
use http::Method;

use self::fallback::Methods;
use crate::endpoints::Endpoints;

/// Every endpoint below `/image`.
pub fn endpoints() -> Endpoints {
    let mut endpoints = metadefs::add(open());
    let methods = Methods::of(&endpoints.list);
    endpoints.router = endpoints
        .router
        .route("/image/{*rest}", any(fallback::fallback))
        .method_not_allowed_fallback(fallback::fallback)
        .layer(from_fn_with_state(methods, fallback::check_method));
    endpoints
}

fn open() -> Endpoints {
    Endpoints::below("/image")
        .endpoint(&Method::GET, "", versions::choices)
        .endpoint(&Method::GET, "/", versions::choices)
        .endpoint(&Method::GET, "/versions", versions::list)
        .endpoint(&Method::GET, "/versions/", versions::list)
        .endpoint(&Method::GET, "/healthcheck", versions::healthcheck)
        .endpoint(&Method::GET, "/v2", versions::root)
        .endpoint(&Method::GET, "/v2/", versions::list)
        .endpoint(&Method::GET, "/v2/schemas/{name}", schemas::show)
        .endpoint(
            &Method::GET,
            "/v2/schemas/metadefs/{name}",
            schemas::metadefs,
        )
        .endpoint(&Method::GET, "/v2/info/import", info::import)
        .endpoint(&Method::GET, "/v2/info/stores", info::stores)
        .endpoint(
            &Method::GET,
            "/v2/info/stores/detail",
            info::stores_in_detail,
        )
        .endpoint(&Method::GET, "/v2/info/usage", info::usage)
        .endpoint(&Method::GET, "/v2/images", list::list)
        .endpoint(&Method::POST, "/v2/images", create::create)
        .endpoint(&Method::GET, "/v2/images/{id}", images::show)
        .endpoint(&Method::PATCH, "/v2/images/{id}", images::update)
        .endpoint(&Method::DELETE, "/v2/images/{id}", images::delete)
        .endpoint(
            &Method::POST,
            "/v2/images/{id}/actions/deactivate",
            actions::deactivate,
        )
        .endpoint(
            &Method::POST,
            "/v2/images/{id}/actions/reactivate",
            actions::reactivate,
        )
        .endpoint(&Method::PUT, "/v2/images/{id}/tags/{tag}", tags::add)
        .endpoint(&Method::DELETE, "/v2/images/{id}/tags/{tag}", tags::remove)
        .endpoint(&Method::GET, "/v2/images/{id}/members", members::list)
        .endpoint(&Method::POST, "/v2/images/{id}/members", members::create)
        .endpoint(
            &Method::GET,
            "/v2/images/{id}/members/{project}",
            members::show,
        )
        .endpoint(
            &Method::PUT,
            "/v2/images/{id}/members/{project}",
            members::update,
        )
        .endpoint(
            &Method::DELETE,
            "/v2/images/{id}/members/{project}",
            members::delete,
        )
        .endpoint(&Method::GET, "/v2/images/{id}/file", data::download)
        .endpoint(&Method::PUT, "/v2/images/{id}/file", data::upload)
        .endpoint(&Method::PUT, "/v2/images/{id}/stage", data::stage)
        .endpoint(&Method::POST, "/v2/images/{id}/import", import::import)
        .endpoint(&Method::GET, "/v2/images/{id}/tasks", tasks::of_image)
        .endpoint(&Method::GET, "/v2/tasks", tasks::list)
        .endpoint(&Method::POST, "/v2/tasks", tasks::create)
        .endpoint(&Method::GET, "/v2/tasks/{id}", tasks::show)
        .endpoint(&Method::DELETE, "/v2/tasks/{id}", tasks::delete)
}
