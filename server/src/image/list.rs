use axum::{
    Json,
    extract::{RawQuery, State},
};
use registry::Registry;

use super::{query, wire};
use crate::{extract::RequireCaller, problem::Result};

/// Lists the images that the caller may see and that match, newest first unless asked otherwise.
pub async fn list(
    RequireCaller(caller): RequireCaller,
    State(registry): State<Registry>,
    RawQuery(raw): RawQuery,
) -> Result<Json<wire::ImageList>> {
    let params = query::parse(&raw.unwrap_or_default())?;
    let page = registry.images(&caller).list(&params.query).await?;
    Ok(Json(wire::ImageList::new(&page, &params.kept)))
}
