//! The Image API v2, as OpenStack's clients speak it.

mod actions;
mod create;
mod data;
mod elsewhere;
pub mod fields;
mod images;
mod import;
mod info;
mod list;
mod members;
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

use self::elsewhere::Methods;
use crate::doors::Doors;

/// Every door below `/image`.
pub fn doors() -> Doors {
    let mut doors = open();
    let methods = Methods::of(&doors.list);
    doors.router = doors
        .router
        .route("/image/{*rest}", any(elsewhere::elsewhere))
        .method_not_allowed_fallback(elsewhere::elsewhere)
        .layer(from_fn_with_state(methods, elsewhere::check_method));
    doors
}

fn open() -> Doors {
    Doors::below("/image")
        .door(&Method::GET, "", versions::choices)
        .door(&Method::GET, "/", versions::choices)
        .door(&Method::GET, "/versions", versions::list)
        .door(&Method::GET, "/versions/", versions::list)
        .door(&Method::GET, "/healthcheck", versions::healthcheck)
        .door(&Method::GET, "/v2", versions::root)
        .door(&Method::GET, "/v2/", versions::list)
        .door(&Method::GET, "/v2/schemas/{name}", schemas::show)
        .door(
            &Method::GET,
            "/v2/schemas/metadefs/{name}",
            schemas::metadefs,
        )
        .door(&Method::GET, "/v2/info/import", info::import)
        .door(&Method::GET, "/v2/info/stores", info::stores)
        .door(
            &Method::GET,
            "/v2/info/stores/detail",
            info::stores_in_detail,
        )
        .door(&Method::GET, "/v2/info/usage", info::usage)
        .door(&Method::GET, "/v2/images", list::list)
        .door(&Method::POST, "/v2/images", create::create)
        .door(&Method::GET, "/v2/images/{id}", images::show)
        .door(&Method::PATCH, "/v2/images/{id}", images::update)
        .door(&Method::DELETE, "/v2/images/{id}", images::delete)
        .door(
            &Method::POST,
            "/v2/images/{id}/actions/deactivate",
            actions::deactivate,
        )
        .door(
            &Method::POST,
            "/v2/images/{id}/actions/reactivate",
            actions::reactivate,
        )
        .door(&Method::PUT, "/v2/images/{id}/tags/{tag}", tags::add)
        .door(&Method::DELETE, "/v2/images/{id}/tags/{tag}", tags::remove)
        .door(&Method::GET, "/v2/images/{id}/members", members::list)
        .door(&Method::POST, "/v2/images/{id}/members", members::create)
        .door(
            &Method::GET,
            "/v2/images/{id}/members/{project}",
            members::show,
        )
        .door(
            &Method::PUT,
            "/v2/images/{id}/members/{project}",
            members::update,
        )
        .door(
            &Method::DELETE,
            "/v2/images/{id}/members/{project}",
            members::delete,
        )
        .door(&Method::GET, "/v2/images/{id}/file", data::download)
        .door(&Method::PUT, "/v2/images/{id}/file", data::upload)
        .door(&Method::PUT, "/v2/images/{id}/stage", data::stage)
        .door(&Method::POST, "/v2/images/{id}/import", import::import)
        .door(&Method::GET, "/v2/images/{id}/tasks", tasks::of_image)
        .door(&Method::GET, "/v2/tasks", tasks::list)
        .door(&Method::POST, "/v2/tasks", tasks::create)
        .door(&Method::GET, "/v2/tasks/{id}", tasks::show)
        .door(&Method::DELETE, "/v2/tasks/{id}", tasks::delete)
}
