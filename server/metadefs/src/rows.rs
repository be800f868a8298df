use model::OffsetDateTime;
use serde_json::Value;
use sqlx::FromRow;

use crate::Result;

/// A namespace as it is stored, without what it holds.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Namespace {
    #[sqlx(rename = "name")]
    pub namespace: String,
    pub display_name: Option<String>,
    pub description: Option<String>,
    /// `public`, or `private` to its owner.
    pub visibility: String,
    pub protected: bool,
    /// The project that owns it.
    pub owner: String,
    pub created_at: OffsetDateTime,
    /// None while it is as it was first shipped or loaded.
    pub updated_at: Option<OffsetDateTime>,
}

pub(crate) const NAMESPACE: &str =
    "name, display_name, description, visibility, protected, owner, created_at, updated_at";

/// A type of resources, such as `OS::Glance::Image`.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ResourceType {
    pub name: String,
    pub created_at: OffsetDateTime,
    pub updated_at: Option<OffsetDateTime>,
}

/// That a namespace is for resources of a type.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Association {
    pub namespace: String,
    #[sqlx(rename = "resource_type")]
    pub name: String,
    /// What the names of properties begin with on such a resource.
    pub prefix: Option<String>,
    /// Which properties of the resource are meant where it has several sets, such as `image` of a volume.
    pub properties_target: Option<String>,
    pub created_at: OffsetDateTime,
    pub updated_at: Option<OffsetDateTime>,
}

pub(crate) const ASSOCIATION: &str =
    "namespace, resource_type, prefix, properties_target, created_at, updated_at";

/// The definition of a property under its name.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredProperty {
    pub name: String,
    pub definition: Value,
}

#[derive(FromRow)]
pub(crate) struct PropertyRow {
    name: String,
    definition: String,
}

impl PropertyRow {
    pub(crate) fn read(self) -> Result<StoredProperty> {
        Ok(StoredProperty {
            name: self.name,
            definition: serde_json::from_str(&self.definition)?,
        })
    }
}

/// A group of properties that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    pub name: String,
    pub description: Option<String>,
    /// Names of those that must be given.
    pub required: Vec<String>,
    pub properties: Vec<StoredProperty>,
    pub created_at: OffsetDateTime,
    pub updated_at: Option<OffsetDateTime>,
}

#[derive(FromRow)]
pub(crate) struct ObjectRow {
    name: String,
    description: Option<String>,
    required: String,
    properties: String,
    created_at: OffsetDateTime,
    updated_at: Option<OffsetDateTime>,
}

pub(crate) const OBJECT: &str = "name, description, required, properties, created_at, updated_at";

impl ObjectRow {
    pub(crate) fn read(self) -> Result<Object> {
        let properties: serde_json::Map<String, Value> = serde_json::from_str(&self.properties)?;
        let properties = properties.into_iter();
        Ok(Object {
            name: self.name,
            description: self.description,
            required: serde_json::from_str(&self.required)?,
            properties: properties
                .map(|(name, definition)| StoredProperty { name, definition })
                .collect(),
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// A word that can be put on a resource.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Tag {
    pub name: String,
    pub created_at: OffsetDateTime,
    pub updated_at: Option<OffsetDateTime>,
}

pub(crate) const TAG: &str = "name, created_at, updated_at";
