//! Metadata definitions. `docs/api.md` tells where Glance answers otherwise.

mod body;
mod names;
mod namespaces;
mod objects;
mod params;
mod properties;
mod resource_types;
mod tags;
mod wire;

use http::Method;

use crate::endpoints::Endpoints;

/// Adds the endpoints below `/v2/metadefs`.
pub fn add(endpoints: Endpoints) -> Endpoints {
    let endpoints = of_namespaces(endpoints);
    let endpoints = of_properties(endpoints);
    let endpoints = of_objects(endpoints);
    of_tags(endpoints)
}

fn of_namespaces(endpoints: Endpoints) -> Endpoints {
    let (all, one) = (
        "/v2/metadefs/namespaces",
        "/v2/metadefs/namespaces/{namespace}",
    );
    let types = "/v2/metadefs/namespaces/{namespace}/resource_types";
    endpoints
        .endpoint(&Method::GET, all, namespaces::list)
        .endpoint(&Method::POST, all, namespaces::create)
        .endpoint(&Method::GET, one, namespaces::show)
        .endpoint(&Method::PUT, one, namespaces::replace)
        .endpoint(&Method::DELETE, one, namespaces::delete)
        .endpoint(
            &Method::GET,
            "/v2/metadefs/resource_types",
            resource_types::all,
        )
        .endpoint(&Method::GET, types, resource_types::list)
        .endpoint(&Method::POST, types, resource_types::create)
        .endpoint(
            &Method::DELETE,
            "/v2/metadefs/namespaces/{namespace}/resource_types/{name}",
            resource_types::delete,
        )
}

fn of_properties(endpoints: Endpoints) -> Endpoints {
    let all = "/v2/metadefs/namespaces/{namespace}/properties";
    let one = "/v2/metadefs/namespaces/{namespace}/properties/{name}";
    endpoints
        .endpoint(&Method::GET, all, properties::list)
        .endpoint(&Method::POST, all, properties::create)
        .endpoint(&Method::DELETE, all, properties::delete_all)
        .endpoint(&Method::GET, one, properties::show)
        .endpoint(&Method::PUT, one, properties::replace)
        .endpoint(&Method::DELETE, one, properties::delete)
}

fn of_objects(endpoints: Endpoints) -> Endpoints {
    let all = "/v2/metadefs/namespaces/{namespace}/objects";
    let one = "/v2/metadefs/namespaces/{namespace}/objects/{name}";
    endpoints
        .endpoint(&Method::GET, all, objects::list)
        .endpoint(&Method::POST, all, objects::create)
        .endpoint(&Method::DELETE, all, objects::delete_all)
        .endpoint(&Method::GET, one, objects::show)
        .endpoint(&Method::PUT, one, objects::replace)
        .endpoint(&Method::DELETE, one, objects::delete)
}

fn of_tags(endpoints: Endpoints) -> Endpoints {
    let all = "/v2/metadefs/namespaces/{namespace}/tags";
    let one = "/v2/metadefs/namespaces/{namespace}/tags/{name}";
    endpoints
        .endpoint(&Method::GET, all, tags::list)
        .endpoint(&Method::POST, all, tags::create_all)
        .endpoint(&Method::DELETE, all, tags::delete_all)
        .endpoint(&Method::GET, one, tags::show)
        .endpoint(&Method::POST, one, tags::create)
        .endpoint(&Method::PUT, one, tags::replace)
        .endpoint(&Method::DELETE, one, tags::delete)
}
