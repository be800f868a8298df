use ::identity::{Change, Directory, Result, records::Project};
use model::{DomainId, Invalid, ProjectId};
use serde_json::{Value, json};

use super::{
    extract::Params,
    filter::filter,
    resource::{CreateOne, Resource},
    wire::{tags, with},
};

/// Listed by `name`, `domain_id` and `enabled` for those who may look at everything, and shown to those who ask for it, too.
/// One that is disabled ends its tokens.
impl Resource for Project {
    const NAME: &'static str = "project";
    const COLLECTION: &'static str = "projects";

    type Id = ProjectId;
    type New = Change;
    type Change = Change;

    async fn list(directory: &Directory<'_>, params: &Params) -> Result<Vec<Self>> {
        directory.projects(&filter(params)).await
    }

    async fn show(directory: &Directory<'_>, id: &ProjectId) -> Result<Self> {
        directory.project(id).await
    }

    async fn update(directory: &Directory<'_>, id: &ProjectId, change: &Change) -> Result<Self> {
        directory.change_project(id, change).await
    }

    async fn delete(directory: &Directory<'_>, id: &ProjectId) -> Result<()> {
        directory.delete_project(id).await
    }

    fn id(&self) -> &ProjectId {
        &self.id
    }

    fn body(&self) -> Value {
        let ours = json!({
            "id": self.id,
            "name": self.name,
            "domain_id": self.domain_id,
            "description": self.description,
            "enabled": self.enabled,
            "parent_id": self.domain_id,
            "is_domain": false,
            "tags": tags(&self.extra),
            "options": {},
        });
        with(&self.extra, ours)
    }
}

impl CreateOne for Project {
    async fn create(directory: &Directory<'_>, new: &Change) -> Result<Self> {
        flat(new)?;
        directory.add_project(new).await
    }
}

/// Projects lie side by side in their domain, and none is a domain itself.
fn flat(new: &Change) -> std::result::Result<(), Invalid> {
    let said = |name: &str| new.extra.0.get(name).filter(|value| !value.is_null());
    if said("is_domain").is_some_and(|value| value != false) {
        let problem = "is not false; make a domain instead";
        return Err(Invalid::new("project.is_domain", problem));
    }
    let domain = new
        .domain_id
        .clone()
        .unwrap_or_else(DomainId::default_domain);
    if said("parent_id").is_some_and(|parent| parent != domain.as_str()) {
        let problem = "is not the project's domain; projects do not nest";
        return Err(Invalid::new("project.parent_id", problem));
    }
    Ok(())
}
