use ::identity::{Change, Directory, Result, records::Role};
use model::RoleId;
use serde_json::{Value, json};

use super::{
    extract::Params,
    resource::{CreateOne, Resource},
};

/// Listed by `name`. Only the operator's own are updated and deleted.
impl Resource for Role {
    const NAME: &'static str = "role";
    const COLLECTION: &'static str = "roles";

    type Id = RoleId;
    type New = Change;
    type Change = Change;

    async fn list(directory: &Directory<'_>, params: &Params) -> Result<Vec<Self>> {
        directory.roles(params.text("name").as_deref()).await
    }

    async fn show(directory: &Directory<'_>, id: &RoleId) -> Result<Self> {
        directory.role(id).await
    }

    async fn update(directory: &Directory<'_>, id: &RoleId, change: &Change) -> Result<Self> {
        directory.change_role(id, change).await
    }

    async fn delete(directory: &Directory<'_>, id: &RoleId) -> Result<()> {
        directory.delete_role(id).await
    }

    fn id(&self) -> &RoleId {
        &self.id
    }

    fn body(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "domain_id": null,
            "description": self.description,
            "options": if self.fixed { json!({ "immutable": true }) } else { json!({}) },
        })
    }
}

impl CreateOne for Role {
    async fn create(directory: &Directory<'_>, new: &Change) -> Result<Self> {
        directory.add_role(new).await
    }
}
