use ::identity::{Directory, NewRegisteredLimit, Result, records::RegisteredLimit};
use model::LimitId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    extract::Params,
    limits::filter,
    resource::{CreateSeveral, Resource},
    wire::region,
};

#[derive(Debug, Deserialize)]
pub struct RegisteredChange {
    default_limit: Option<i64>,
    description: Option<String>,
}

/// What a project may use if nothing else is said. While a project has an exception from one, it is not deleted: `403`.
impl Resource for RegisteredLimit {
    const NAME: &'static str = "registered_limit";
    const COLLECTION: &'static str = "registered_limits";

    type Id = LimitId;
    type New = NewRegisteredLimit;
    type Change = RegisteredChange;

    async fn list(directory: &Directory<'_>, params: &Params) -> Result<Vec<Self>> {
        directory.registered_limits(&filter(params)).await
    }

    async fn show(directory: &Directory<'_>, id: &LimitId) -> Result<Self> {
        directory.registered_limit(id).await
    }

    async fn update(
        directory: &Directory<'_>,
        id: &LimitId,
        change: &RegisteredChange,
    ) -> Result<Self> {
        let description = change.description.as_deref();
        directory
            .change_registered(id, change.default_limit, description)
            .await
    }

    async fn delete(directory: &Directory<'_>, id: &LimitId) -> Result<()> {
        directory.delete_registered(id).await
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
            "default_limit": self.default_limit,
            "description": self.description,
        })
    }
}

impl CreateSeveral for RegisteredLimit {
    async fn create(directory: &Directory<'_>, new: &[NewRegisteredLimit]) -> Result<Vec<Self>> {
        directory.register_limits(new).await
    }
}
