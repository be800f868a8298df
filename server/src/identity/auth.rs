use std::sync::Arc;

use ::identity::Identity;
use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::{
    catalog::catalog,
    extract::{RequestUrl, RequirePrincipal},
    resource::several,
};
use crate::{Config, problem::Result};

/// Lists the projects for which who asks may have a token.
pub async fn projects(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let found = identity.directory(&principal).own_projects().await?;
    Ok(several(&found, &here))
}

/// Lists the domains for which who asks may have a token.
pub async fn domains(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let found = identity.directory(&principal).own_domains().await?;
    Ok(several(&found, &here))
}

/// Tells whether who asks may have a token for the whole system.
pub async fn system(
    RequirePrincipal(principal): RequirePrincipal,
    State(identity): State<Identity>,
    here: RequestUrl,
) -> Result<Json<Value>> {
    let may = identity.directory(&principal).own_system().await?;
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
    RequirePrincipal(_): RequirePrincipal,
    State(config): State<Arc<Config>>,
    here: RequestUrl,
) -> Json<Value> {
    let links = here.link(format_args!("auth/catalog"));
    Json(json!({ "catalog": catalog(&here.base, &config.region), "links": links }))
}
