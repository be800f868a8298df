//! The Identity API v3: what OpenStack's clients need of Keystone.

mod asking;
mod assignments;
mod auth;
mod catalog;
mod credentials;
mod discovery;
mod domains;
mod filter;
mod grants;
mod limits;
mod projects;
mod registered_limits;
mod request;
mod roles;
mod services;
mod signpost;
mod tokens;
mod users;
mod wire;

use axum::{middleware::map_response, response::Response};
use http::{HeaderValue, Method, header};

use crate::doors::Doors;
pub use signpost::signpost;

use grants::{InDomain, InProject, InSystem};

/// Every door below `/identity`.
pub fn doors() -> Doors {
    let doors = Doors::below("/identity")
        .door(&Method::GET, "", discovery::choices)
        .door(&Method::GET, "/", discovery::choices)
        .door(&Method::GET, "/v3", discovery::version)
        .door(&Method::GET, "/v3/", discovery::version)
        .door(&Method::POST, "/v3/auth/tokens", tokens::issue)
        .door(&Method::HEAD, "/v3/auth/tokens", tokens::show)
        .door(&Method::GET, "/v3/auth/tokens", tokens::show)
        .door(&Method::DELETE, "/v3/auth/tokens", tokens::revoke)
        .door(&Method::GET, "/v3/auth/projects", auth::projects)
        .door(&Method::GET, "/v3/auth/domains", auth::domains)
        .door(&Method::GET, "/v3/auth/system", auth::system)
        .door(&Method::GET, "/v3/auth/catalog", auth::services);
    let mut doors = cloud(granted(people(doors)));
    doors.router = doors.router.layer(map_response(vary));
    doors
}

/// Every answer depends on who asks; caches between must know.
async fn vary(mut response: Response) -> Response {
    const TOKEN: HeaderValue = HeaderValue::from_static("x-auth-token");
    response.headers_mut().append(header::VARY, TOKEN);
    response
}

/// Projects, users, domains, roles, application credentials.
fn people(doors: Doors) -> Doors {
    doors
        .door(&Method::GET, "/v3/projects", projects::list)
        .door(&Method::POST, "/v3/projects", projects::create)
        .door(&Method::GET, "/v3/projects/{id}", projects::show)
        .door(&Method::PATCH, "/v3/projects/{id}", projects::update)
        .door(&Method::DELETE, "/v3/projects/{id}", projects::delete)
        .door(&Method::GET, "/v3/users", users::list)
        .door(&Method::POST, "/v3/users", users::create)
        .door(&Method::GET, "/v3/users/{id}", users::show)
        .door(&Method::PATCH, "/v3/users/{id}", users::update)
        .door(&Method::DELETE, "/v3/users/{id}", users::delete)
        .door(&Method::GET, "/v3/users/{id}/projects", users::projects)
        .door(
            &Method::POST,
            "/v3/users/{id}/password",
            users::change_password,
        )
        .door(
            &Method::GET,
            "/v3/users/{id}/application_credentials",
            credentials::list,
        )
        .door(
            &Method::POST,
            "/v3/users/{id}/application_credentials",
            credentials::create,
        )
        .door(
            &Method::GET,
            "/v3/users/{id}/application_credentials/{credential}",
            credentials::show,
        )
        .door(
            &Method::DELETE,
            "/v3/users/{id}/application_credentials/{credential}",
            credentials::delete,
        )
        .door(&Method::GET, "/v3/domains", domains::list)
        .door(&Method::POST, "/v3/domains", domains::create)
        .door(&Method::GET, "/v3/domains/{id}", domains::show)
        .door(&Method::PATCH, "/v3/domains/{id}", domains::update)
        .door(&Method::DELETE, "/v3/domains/{id}", domains::delete)
        .door(&Method::GET, "/v3/roles", roles::list)
        .door(&Method::POST, "/v3/roles", roles::create)
        .door(&Method::GET, "/v3/roles/{id}", roles::show)
        .door(&Method::PATCH, "/v3/roles/{id}", roles::update)
        .door(&Method::DELETE, "/v3/roles/{id}", roles::delete)
}

/// Who is what, where. A `GET` door answers `HEAD` too.
fn granted(doors: Doors) -> Doors {
    const PROJECT: &str = "/v3/projects/{id}/users/{user}/roles/{role}";
    const DOMAIN: &str = "/v3/domains/{id}/users/{user}/roles/{role}";
    const SYSTEM: &str = "/v3/system/users/{user}/roles/{role}";
    doors
        .door(&Method::GET, "/v3/role_assignments", assignments::list)
        .door(
            &Method::GET,
            "/v3/projects/{id}/users/{user}/roles",
            grants::list::<InProject>,
        )
        .door(&Method::GET, PROJECT, grants::check::<InProject>)
        .door(&Method::PUT, PROJECT, grants::assign::<InProject>)
        .door(&Method::DELETE, PROJECT, grants::revoke::<InProject>)
        .door(
            &Method::GET,
            "/v3/domains/{id}/users/{user}/roles",
            grants::list::<InDomain>,
        )
        .door(&Method::GET, DOMAIN, grants::check::<InDomain>)
        .door(&Method::PUT, DOMAIN, grants::assign::<InDomain>)
        .door(&Method::DELETE, DOMAIN, grants::revoke::<InDomain>)
        .door(
            &Method::GET,
            "/v3/system/users/{user}/roles",
            grants::list::<InSystem>,
        )
        .door(&Method::GET, SYSTEM, grants::check::<InSystem>)
        .door(&Method::PUT, SYSTEM, grants::assign::<InSystem>)
        .door(&Method::DELETE, SYSTEM, grants::revoke::<InSystem>)
}

/// Services, endpoints, regions, limits.
fn cloud(doors: Doors) -> Doors {
    doors
        .door(&Method::GET, "/v3/services", services::list)
        .door(&Method::GET, "/v3/services/{id}", services::show)
        .door(&Method::GET, "/v3/endpoints", services::endpoints)
        .door(&Method::GET, "/v3/endpoints/{id}", services::endpoint_of)
        .door(&Method::GET, "/v3/regions", services::regions)
        .door(&Method::GET, "/v3/regions/{id}", services::region_of)
        .door(&Method::GET, "/v3/limits/model", limits::model)
        .door(&Method::GET, "/v3/limits", limits::list)
        .door(&Method::POST, "/v3/limits", limits::create)
        .door(&Method::GET, "/v3/limits/{id}", limits::show)
        .door(&Method::PATCH, "/v3/limits/{id}", limits::update)
        .door(&Method::DELETE, "/v3/limits/{id}", limits::delete)
        .door(
            &Method::GET,
            "/v3/registered_limits",
            registered_limits::list,
        )
        .door(
            &Method::POST,
            "/v3/registered_limits",
            registered_limits::create,
        )
        .door(
            &Method::GET,
            "/v3/registered_limits/{id}",
            registered_limits::show,
        )
        .door(
            &Method::PATCH,
            "/v3/registered_limits/{id}",
            registered_limits::update,
        )
        .door(
            &Method::DELETE,
            "/v3/registered_limits/{id}",
            registered_limits::delete,
        )
}
