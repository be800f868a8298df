use serde::{Deserialize, Serialize};

use crate::{DomainId, ProjectId, Roles};

/// A project as a person sees it: its name, and what they are in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    pub id: ProjectId,
    pub name: String,
    pub domain: DomainId,
    pub roles: Roles,
}
