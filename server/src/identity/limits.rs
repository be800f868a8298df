use ::identity::{Directory, LimitFilter, NewLimit, Result, records::Limit};
use axum::Json;
use model::LimitId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    extract::{Params, RequirePrincipal},
    resource::{CreateSeveral, Resource},
    wire::region,
};

#[derive(Debug, Deserialize)]
pub struct LimitChange {
    resource_limit: Option<i64>,
    description: Option<String>,
}

/// Which limits are wanted.
pub fn filter(params: &Params) -> LimitFilter {
    LimitFilter {
        service: params.text("service_id"),
        region: params.text("region_id"),
        resource: params.text("resource_name"),
        project: params.text("project_id"),
    }
}

/// Tells how limits work here: each project for itself.
pub async fn model(RequirePrincipal(_): RequirePrincipal) -> Json<Value> {
    Json(
        json!({ "model": { "name": "flat", "description": "Each project is limited by itself." } }),
    )
}

/// What one project may use. To most people, those of their own project. Where one is deleted, the registered limit counts
/// again.
impl Resource for Limit {
    const NAME: &'static str = "limit";
    const COLLECTION: &'static str = "limits";

    type Id = LimitId;
    type New = NewLimit;
    type Change = LimitChange;

    async fn list(directory: &Directory<'_>, params: &Params) -> Result<Vec<Self>> {
        directory.limits(&filter(params)).await
    }

    async fn show(directory: &Directory<'_>, id: &LimitId) -> Result<Self> {
        directory.limit(id).await
    }

    async fn update(directory: &Directory<'_>, id: &LimitId, change: &LimitChange) -> Result<Self> {
        let description = change.description.as_deref();
        directory
            .change_limit(id, change.resource_limit, description)
            .await
    }

    async fn delete(directory: &Directory<'_>, id: &LimitId) -> Result<()> {
        directory.delete_limit(id).await
    }

    fn id(&self) -> &LimitId {
        &self.id
    }

    fn body(&self) -> Value {
        json!({
            "id": self.id,
            "service_id": self.service_id,
            "region_id": region(&self.region_id),
            "resource_name": self.resource_name,
            "project_id": self.project_id,
            "domain_id": null,
            "resource_limit": self.resource_limit,
            "description": self.description,
        })
    }
}

impl CreateSeveral for Limit {
    async fn create(directory: &Directory<'_>, new: &[NewLimit]) -> Result<Vec<Self>> {
        directory.add_limits(new).await
    }
}
