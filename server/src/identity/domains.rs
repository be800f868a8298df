use ::identity::{Change, Identity};
use axum::{Json, extract::State};
use http::StatusCode;
use model::DomainId;
use serde_json::{Value, json};

use super::{
    asking::{Asking, At, Here, Params, part},
    filter::filter,
    wire,
};
use crate::{extract::Buffered, problem::Result};

/// Lists domains by `name` and `enabled`.
pub async fn list(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    params: Params,
    here: Here,
) -> Result<Json<Value>> {
    let found = identity.directory(&asker).domains(&filter(&params)).await?;
    let items = found.iter().map(|one| wire::domain(one, &here)).collect();
    Ok(Json(here.list("domains", items)))
}

/// Shows a domain.
pub async fn show(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    At(id): At<DomainId>,
    here: Here,
) -> Result<Json<Value>> {
    let found = identity.directory(&asker).domain(&id).await?;
    Ok(Json(json!({ "domain": wire::domain(&found, &here) })))
}

/// Makes a domain: `201`.
pub async fn create(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    here: Here,
    Buffered(body): Buffered,
) -> Result<(StatusCode, Json<Value>)> {
    let new: Change = part(&body, "domain")?;
    let made = identity.directory(&asker).add_domain(&new).await?;
    Ok((
        StatusCode::CREATED,
        Json(json!({ "domain": wire::domain(&made, &here) })),
    ))
}

/// Changes a domain. Switched off, it shuts its users out.
pub async fn update(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    At(id): At<DomainId>,
    here: Here,
    Buffered(body): Buffered,
) -> Result<Json<Value>> {
    let change: Change = part(&body, "domain")?;
    let changed = identity
        .directory(&asker)
        .change_domain(&id, &change)
        .await?;
    Ok(Json(json!({ "domain": wire::domain(&changed, &here) })))
}

/// Deletes a domain that is switched off: `204`.
pub async fn delete(
    Asking(asker): Asking,
    State(identity): State<Identity>,
    At(id): At<DomainId>,
) -> Result<StatusCode> {
    identity.directory(&asker).delete_domain(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}
