use ::identity::{Change, Directory, Result, records::Domain};
use model::DomainId;
use serde_json::{Value, json};

use super::{
    extract::Params,
    filter::filter,
    resource::{CreateOne, Resource},
    wire::{tags, with},
};

/// Listed by `name` and `enabled`. One that is disabled shuts its users out; only such a one is deleted.
impl Resource for Domain {
    const NAME: &'static str = "domain";
    const COLLECTION: &'static str = "domains";

    type Id = DomainId;
    type New = Change;
    type Change = Change;

    async fn list(directory: &Directory<'_>, params: &Params) -> Result<Vec<Self>> {
        directory.domains(&filter(params)).await
    }

    async fn show(directory: &Directory<'_>, id: &DomainId) -> Result<Self> {
        directory.domain(id).await
    }

    async fn update(directory: &Directory<'_>, id: &DomainId, change: &Change) -> Result<Self> {
        directory.change_domain(id, change).await
    }

    async fn delete(directory: &Directory<'_>, id: &DomainId) -> Result<()> {
        directory.delete_domain(id).await
    }

    fn id(&self) -> &DomainId {
        &self.id
    }

    fn body(&self) -> Value {
        let ours = json!({
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "enabled": self.enabled,
            "tags": tags(&self.extra),
            "options": {},
        });
        with(&self.extra, ours)
    }
}

impl CreateOne for Domain {
    async fn create(directory: &Directory<'_>, new: &Change) -> Result<Self> {
        directory.add_domain(new).await
    }
}
