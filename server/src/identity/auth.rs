use std::sync::Arc;

use ::identity::Identity;
use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::{
    asking::{Asking, Here},
    catalog::catalog,
    wire,
};
use crate::{Config, problem::Result};

/// Lists the projects for which who asks may have a token.
pub async fn projects(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    here: Here,
) -> Result<Json<Value>> {
    let found = identity.directory(&asker).own_projects().await?;
    let items = found.iter().map(|one| wire::project(one, &here)).collect();
    Ok(Json(here.list("projects", items)))
}

/// Lists the domains for which who asks may have a token.
pub async fn domains(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    here: Here,
) -> Result<Json<Value>> {
    let found = identity.directory(&asker).own_domains().await?;
    let items = found.iter().map(|one| wire::domain(one, &here)).collect();
    Ok(Json(here.list("domains", items)))
}

/// Tells whether who asks may have a token for the whole system.
pub async fn system(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    here: Here,
) -> Result<Json<Value>> {
    let may = identity.directory(&asker).own_system().await?;
    let system = if may {
        json!([{ "all": true }])
    } else {
        json!([])
    };
    Ok(Json(
        json!({ "system": system, "links": here.link(format_args!("auth/system")) }),
    ))
}

/// Shows where to find what.
pub async fn services(
    Asking(_): Asking,
    State(config): State<Arc<Config>>,
    here: Here,
) -> Json<Value> {
    let links = here.link(format_args!("auth/catalog"));
    Json(json!({ "catalog": catalog(&here.base, &config.region), "links": links }))
}
