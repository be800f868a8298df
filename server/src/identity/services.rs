//! Services, endpoints and regions: what the configuration says, to be looked at.

use std::sync::Arc;

use ::identity::Principal;
use axum::{Json, extract::State};
use model::ErrorKind;
use serde_json::{Value, json};

use super::{
    catalog::{INTERFACES, SERVICES, endpoint},
    extract::{Params, PathIds, RequestUrl, RequirePrincipal},
};
use crate::{
    Config,
    problem::{Problem, Result},
};

/// Lists the services, by `type` and `name`.
pub async fn list(
    RequirePrincipal(principal): RequirePrincipal,
    params: Params,
    here: RequestUrl,
) -> Result<Json<Value>> {
    require_reader(&principal, "identity:list_services")?;
    Ok(Json(here.list(
        "services",
        matching(services(&here), &params, &["type", "name"]),
    )))
}

/// Shows a service.
pub async fn show(
    RequirePrincipal(principal): RequirePrincipal,
    PathIds(id): PathIds<String>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    require_reader(&principal, "identity:get_service")?;
    one(services(&here), &id).map(|service| Json(json!({ "service": service })))
}

/// Lists the endpoints, by `service_id`, `interface` and `region_id`.
pub async fn endpoints(
    RequirePrincipal(principal): RequirePrincipal,
    State(config): State<Arc<Config>>,
    params: Params,
    here: RequestUrl,
) -> Result<Json<Value>> {
    require_reader(&principal, "identity:list_endpoints")?;
    let all = every_endpoint(&here, &config.region);
    Ok(Json(here.list(
        "endpoints",
        matching(all, &params, &["service_id", "interface", "region_id"]),
    )))
}

/// Shows an endpoint.
pub async fn endpoint_of(
    RequirePrincipal(principal): RequirePrincipal,
    State(config): State<Arc<Config>>,
    PathIds(id): PathIds<String>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    require_reader(&principal, "identity:get_endpoint")?;
    one(every_endpoint(&here, &config.region), &id)
        .map(|endpoint| Json(json!({ "endpoint": endpoint })))
}

/// Lists the one region.
pub async fn regions(
    RequirePrincipal(_): RequirePrincipal,
    State(config): State<Arc<Config>>,
    here: RequestUrl,
) -> Json<Value> {
    Json(here.list("regions", vec![region(&config, &here)]))
}

/// Shows the one region.
pub async fn region_of(
    RequirePrincipal(_): RequirePrincipal,
    State(config): State<Arc<Config>>,
    PathIds(id): PathIds<String>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    one(vec![region(&config, &here)], &id).map(|region| Json(json!({ "region": region })))
}

fn require_reader(principal: &Principal, action: &'static str) -> Result<()> {
    if principal.reads_all() || principal.is_service() {
        Ok(())
    } else {
        Err(::identity::Error::Forbidden(action).into())
    }
}

fn services(here: &RequestUrl) -> Vec<Value> {
    let service = |(kind, name, _): (&str, &str, &str)| {
        let links = here.link(format_args!("services/{kind}"));
        json!({ "id": kind, "type": kind, "name": name, "enabled": true, "links": links })
    };
    SERVICES.into_iter().map(service).collect()
}

fn every_endpoint(here: &RequestUrl, region: &str) -> Vec<Value> {
    let of = |(kind, _, path): (&'static str, &str, &str)| {
        let url = format!("{}{path}", here.base);
        INTERFACES.map(|interface| {
            let mut body = endpoint(kind, interface, &url, region);
            body["service_id"] = json!(kind);
            body["enabled"] = json!(true);
            body["links"] = here.link(format_args!("endpoints/{kind}-{interface}"));
            body
        })
    };
    SERVICES.into_iter().flat_map(of).collect()
}

fn region(config: &Config, here: &RequestUrl) -> Value {
    let links = here.link(format_args!("regions/{}", config.region));
    json!({ "id": config.region, "description": "", "parent_region_id": null, "links": links })
}

fn matching(all: Vec<Value>, params: &Params, names: &[&str]) -> Vec<Value> {
    let matches = |one: &Value| {
        names
            .iter()
            .all(|name| params.text(name).is_none_or(|want| one[*name] == *want))
    };
    all.into_iter().filter(matches).collect()
}

fn one(all: Vec<Value>, id: &str) -> Result<Value> {
    let nothing = || {
        Problem::new(
            ErrorKind::NotFound,
            format_args!("there is nothing called `{id}`"),
        )
    };
    all.into_iter()
        .find(|one| one["id"] == *id)
        .ok_or_else(nothing)
}
