use std::sync::Arc;

use axum::{Json, extract::State};
use model::{ErrorKind, MIB, Meter, Policy, Resource};
use registry::Registry;
use serde_json::{Map, Value, json};

use crate::{
    Config,
    extract::RequireCaller,
    problem::{Problem, Result},
};

/// Lists the import methods.
pub async fn import(
    RequireCaller(_): RequireCaller,
    State(config): State<Arc<Config>>,
) -> Json<Value> {
    Json(json!({ "import-methods": {
        "description": "How data can be imported.", "type": "array", "value": config.import_methods,
    } }))
}

/// Lists the stores that a user may choose; `404` where there is no choice, as Glance has it.
pub async fn stores(
    RequireCaller(_): RequireCaller,
    State(registry): State<Registry>,
) -> Result<Json<Value>> {
    let stores = several(&registry)?;
    Ok(Json(json!({ "stores": stores })))
}

/// The same with what only operators need to know: for admins and services.
pub async fn stores_in_detail(
    RequireCaller(caller): RequireCaller,
    State(registry): State<Registry>,
) -> Result<Json<Value>> {
    registry.may(&caller, Policy::StoresInfoDetail)?;
    let stores = several(&registry)?;
    Ok(Json(json!({ "stores": stores })))
}

/// How much of each quota the project uses: MiB or pieces, with what uploads under way hold. -1 is no limit.
///
/// Empty where nothing is limited, as Glance has it without quotas.
pub async fn usage(
    RequireCaller(caller): RequireCaller,
    State(registry): State<Registry>,
) -> Result<Json<Value>> {
    let usage = registry.usage(&caller).own().await?;
    if Resource::ALL
        .iter()
        .all(|resource| usage.meter(*resource).limit.is_none())
    {
        return Ok(Json(json!({ "usage": {} })));
    }
    let told = |resource: &Resource| {
        let Meter {
            used,
            reserved,
            limit,
        } = usage.meter(*resource);
        let unit = if resource.is_bytes() { MIB } else { 1 };
        let limit = limit.map_or(json!(-1), |limit| json!(limit / unit));
        let told = json!({ "usage": (used + reserved) / unit, "limit": limit });
        (resource.to_string(), told)
    };
    let usage: Map<String, Value> = Resource::ALL.iter().map(told).collect();
    Ok(Json(json!({ "usage": usage })))
}

fn several(registry: &Registry) -> Result<Vec<Value>> {
    let ids = registry.store_ids();
    if ids.len() < 2 {
        return Err(Problem::new(
            ErrorKind::NotFound,
            "There is one store only, so there is nothing to choose from.",
        ));
    }
    // The default comes first.
    let store = |(index, id): (usize, &String)| {
        if index == 0 {
            json!({ "id": id, "default": "true" })
        } else {
            json!({ "id": id })
        }
    };
    Ok(ids.iter().enumerate().map(store).collect())
}
