//! The Identity API v3: what OpenStack's clients need of Keystone.

mod assignments;
mod auth;
mod catalog;
mod credentials;
mod discovery;
mod domains;
mod empty_lists;
mod extract;
mod filter;
mod grants;
mod limits;
mod projects;
mod redirect;
mod registered_limits;
mod request;
mod resource;
mod roles;
mod services;
mod tokens;
mod users;
mod wire;

use ::identity::records::{Domain, Limit, Project, RegisteredLimit, Role, User};
use axum::{middleware::map_response, response::Response, routing::any};
use http::{HeaderValue, Method, header};
use model::ErrorKind;

use crate::{endpoints::Endpoints, problem::Problem};
pub use redirect::identity_redirect;

use grants::{InDomain, InProject, InSystem};
use resource::{create, create_several};

/// Every endpoint below `/identity`.
pub fn endpoints() -> Endpoints {
    let endpoints = Endpoints::below("/identity")
        .endpoint(&Method::GET, "", discovery::choices)
        .endpoint(&Method::GET, "/", discovery::choices)
        .endpoint(&Method::GET, "/v3", discovery::version)
        .endpoint(&Method::GET, "/v3/", discovery::version)
        .endpoint(&Method::POST, "/v3/auth/tokens", tokens::issue)
        .endpoint(&Method::HEAD, "/v3/auth/tokens", tokens::show)
        .endpoint(&Method::GET, "/v3/auth/tokens", tokens::show)
        .endpoint(&Method::DELETE, "/v3/auth/tokens", tokens::revoke)
        .endpoint(&Method::GET, "/v3/auth/projects", auth::projects)
        .endpoint(&Method::GET, "/v3/auth/domains", auth::domains)
        .endpoint(&Method::GET, "/v3/auth/system", auth::system)
        .endpoint(&Method::GET, "/v3/auth/catalog", auth::services);
    let mut endpoints = cloud(granted(people(endpoints)));
    endpoints.router = endpoints
        .router
        .route("/identity/{*rest}", any(nowhere))
        .layer(map_response(vary));
    endpoints
}

/// Any path that leads nowhere: `404` to everybody, as in Keystone.
async fn nowhere() -> Problem {
    Problem::new(ErrorKind::NotFound, "There is nothing at this path.")
}

/// Every answer depends on who asks; caches between must know.
async fn vary(mut response: Response) -> Response {
    const TOKEN: HeaderValue = HeaderValue::from_static("x-auth-token");
    response.headers_mut().append(header::VARY, TOKEN);
    response
}

/// Projects, users, domains, roles, application credentials; and empty lists of groups and credentials.
fn people(endpoints: Endpoints) -> Endpoints {
    endpoints
        .resource::<Project, _>(create::<Project>)
        .resource::<User, _>(create::<User>)
        .endpoint(&Method::GET, "/v3/users/{id}/projects", users::projects)
        .endpoint(
            &Method::GET,
            "/v3/users/{id}/groups",
            empty_lists::groups_of,
        )
        .endpoint(
            &Method::POST,
            "/v3/users/{id}/password",
            users::change_password,
        )
        .endpoint(
            &Method::GET,
            "/v3/users/{id}/application_credentials",
            credentials::list,
        )
        .endpoint(
            &Method::POST,
            "/v3/users/{id}/application_credentials",
            credentials::create,
        )
        .endpoint(
            &Method::GET,
            "/v3/users/{id}/application_credentials/{credential}",
            credentials::show,
        )
        .endpoint(
            &Method::DELETE,
            "/v3/users/{id}/application_credentials/{credential}",
            credentials::delete,
        )
        .endpoint(&Method::GET, "/v3/groups", empty_lists::groups)
        .endpoint(&Method::GET, "/v3/credentials", empty_lists::credentials)
        .resource::<Domain, _>(create::<Domain>)
        .resource::<Role, _>(create::<Role>)
}

/// Who is what, where. A `GET` endpoint answers `HEAD` too.
fn granted(endpoints: Endpoints) -> Endpoints {
    const PROJECT: &str = "/v3/projects/{id}/users/{user}/roles/{role}";
    const DOMAIN: &str = "/v3/domains/{id}/users/{user}/roles/{role}";
    const SYSTEM: &str = "/v3/system/users/{user}/roles/{role}";
    endpoints
        .endpoint(&Method::GET, "/v3/role_assignments", assignments::list)
        .endpoint(
            &Method::GET,
            "/v3/projects/{id}/users/{user}/roles",
            grants::list::<InProject>,
        )
        .endpoint(&Method::GET, PROJECT, grants::check::<InProject>)
        .endpoint(&Method::PUT, PROJECT, grants::assign::<InProject>)
        .endpoint(&Method::DELETE, PROJECT, grants::revoke::<InProject>)
        .endpoint(
            &Method::GET,
            "/v3/domains/{id}/users/{user}/roles",
            grants::list::<InDomain>,
        )
        .endpoint(&Method::GET, DOMAIN, grants::check::<InDomain>)
        .endpoint(&Method::PUT, DOMAIN, grants::assign::<InDomain>)
        .endpoint(&Method::DELETE, DOMAIN, grants::revoke::<InDomain>)
        .endpoint(
            &Method::GET,
            "/v3/system/users/{user}/roles",
            grants::list::<InSystem>,
        )
        .endpoint(&Method::GET, SYSTEM, grants::check::<InSystem>)
        .endpoint(&Method::PUT, SYSTEM, grants::assign::<InSystem>)
        .endpoint(&Method::DELETE, SYSTEM, grants::revoke::<InSystem>)
}

/// Services, endpoints, regions, limits.
fn cloud(endpoints: Endpoints) -> Endpoints {
    endpoints
        .endpoint(&Method::GET, "/v3/services", services::list)
        .endpoint(&Method::GET, "/v3/services/{id}", services::show)
        .endpoint(&Method::GET, "/v3/endpoints", services::endpoints)
        .endpoint(&Method::GET, "/v3/endpoints/{id}", services::endpoint_of)
        .endpoint(&Method::GET, "/v3/regions", services::regions)
        .endpoint(&Method::GET, "/v3/regions/{id}", services::region_of)
        .endpoint(&Method::GET, "/v3/limits/model", limits::model)
        .resource::<Limit, _>(create_several::<Limit>)
        .resource::<RegisteredLimit, _>(create_several::<RegisteredLimit>)
}
