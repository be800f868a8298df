use std::collections::BTreeMap;

use model::{Invalid, ProjectId};
use serde::{Deserialize, Deserializer, de::IgnoredAny};

use crate::{
    Name, NamespaceVisibility, NewAssociation, NewObject, NewTag, Property, name::check_length,
};

/// A namespace with what it holds, to be made: the body of a request, and the layout of a definition file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a namespace")]
pub struct NewNamespace {
    pub namespace: Name,
    pub display_name: Option<String>,
    pub description: Option<String>,
    #[serde(default)]
    pub visibility: NamespaceVisibility,
    #[serde(default)]
    pub protected: bool,
    /// The project that owns it. Where nothing is said: the caller's own; of a file that a command loads, the present owner or `admin`.
    pub owner: Option<ProjectId>,
    #[serde(default)]
    pub resource_type_associations: Vec<NewAssociation>,
    #[serde(default)]
    pub properties: BTreeMap<Name, Property>,
    #[serde(default)]
    pub objects: Vec<NewObject>,
    #[serde(default)]
    pub tags: Vec<NewTag>,
}

/// What a namespace becomes. What it holds stays, as in Glance, whose clients send it along.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a namespace")]
pub struct NamespaceChange {
    pub namespace: Name,
    pub display_name: Option<String>,
    pub description: Option<String>,
    #[serde(default)]
    pub visibility: NamespaceVisibility,
    #[serde(default)]
    pub protected: bool,
    /// The project that owns it; the caller's own where nothing is said.
    pub owner: Option<ProjectId>,
    #[serde(default)]
    resource_type_associations: Ignored,
    #[serde(default)]
    properties: Ignored,
    #[serde(default)]
    objects: Ignored,
    #[serde(default)]
    tags: Ignored,
}

/// A field that is allowed, and not looked at.
#[derive(Clone, Debug, Default, PartialEq)]
struct Ignored;

impl<'de> Deserialize<'de> for Ignored {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(value).map(|IgnoredAny| Self)
    }
}

/// Refuses texts that are longer than in Glance.
pub(crate) fn check_texts(
    display_name: Option<&str>,
    description: Option<&str>,
) -> Result<(), Invalid> {
    check_length("display_name", display_name.unwrap_or_default(), 80)?;
    check_length("description", description.unwrap_or_default(), 500)
}

impl NewNamespace {
    /// Refuses what is well formed and makes no sense.
    pub fn check(&self) -> Result<(), Invalid> {
        check_texts(self.display_name.as_deref(), self.description.as_deref())?;
        for association in &self.resource_type_associations {
            association.check()?;
        }
        for (name, property) in &self.properties {
            property.check(&format!("properties.{name}"))?;
        }
        for (index, object) in self.objects.iter().enumerate() {
            object.check(&format!("objects[{index}]."))?;
        }
        Ok(())
    }
}
