//! Metadata definitions: which properties images and other resources may have, what they mean, and which values they take.
//!
//! The Image API calls them metadefs. A namespace holds definitions of properties, objects (groups of properties) and tags, and says
//! by its associations which types of resources they are for.
//!
//! Requests use [`Definitions`], which holds a caller; the server's own work uses [`System`].

mod associations;
mod changing;
mod content;
mod definitions;
mod edit;
mod error;
mod file;
mod kind;
mod known;
mod limits;
mod name;
mod namespaces;
mod new_namespace;
mod objects;
mod parse;
#[cfg(test)]
mod plans;
mod properties;
mod property;
mod query;
mod rows;
mod shipped;
mod system;
mod tags;
mod visibility;

pub use associations::NewAssociation;
pub use content::{Content, ListedNamespace};
pub use definitions::{Definitions, Metadefs};
pub use edit::NamespaceFile;
pub use error::{Error, Result};
pub use file::{LoadMode, Loaded};
pub use kind::Kind;
pub use known::{KnownProperty, WrongValue, written};
pub use name::Name;
pub use new_namespace::{NamespaceChange, NewNamespace};
pub use objects::NewObject;
pub use parse::parse;
pub use properties::NamedProperty;
pub use property::{Property, PropertyType};
pub use query::{ChildQuery, ChildSort, NamespaceQuery, NamespaceSort};
pub use rows::{Association, Namespace, Object, ResourceType, StoredProperty, Tag};
pub use shipped::{shipped, translated};
pub use system::System;
pub use tags::{NewTag, NewTags};
pub use visibility::NamespaceVisibility;

/// What definitions call images.
pub const IMAGE: &str = "OS::Glance::Image";
