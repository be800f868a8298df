use std::collections::BTreeSet;

use model::{AuditAction, Policy, now};
use serde_json::{Value, json};

use crate::{
    Definitions, Error, Loaded, NewNamespace, Result,
    file::{LoadMode, export, load},
    shipped::digest,
};

/// What whoever replaces a whole namespace does to it and to what it holds.
const EDITS: [Policy; 12] = [
    Policy::AddMetadefNamespace,
    Policy::ModifyMetadefNamespace,
    Policy::AddMetadefResourceTypeAssociation,
    Policy::RemoveMetadefResourceTypeAssociation,
    Policy::AddMetadefProperty,
    Policy::ModifyMetadefProperty,
    Policy::RemoveMetadefProperty,
    Policy::AddMetadefObject,
    Policy::ModifyMetadefObject,
    Policy::DeleteMetadefObject,
    Policy::AddMetadefTags,
    Policy::DeleteMetadefTags,
];

/// A namespace in the layout of a definition file.
#[derive(Clone, Debug, PartialEq)]
pub struct NamespaceFile {
    pub content: Value,
    /// Another one as soon as anything in it is otherwise.
    pub version: String,
}

impl Definitions<'_> {
    /// Refuses who may not edit whole namespaces.
    pub fn may_edit(&self) -> Result<()> {
        EDITS.into_iter().try_for_each(|policy| self.may(policy))
    }

    /// A namespace as a file, to be edited or kept elsewhere.
    pub async fn file(&self, name: &str) -> Result<NamespaceFile> {
        self.visible(name).await?;
        let mut tx = self.metadefs.db.begin().await?;
        let content = export(&mut tx, name).await?;
        let content = content.ok_or_else(|| Error::NoNamespace(name.to_owned()))?;
        Ok(NamespaceFile {
            version: digest(&content),
            content,
        })
    }

    /// Makes the namespace that a file describes. One of that name must not be there.
    pub async fn create_from_file(&self, new: &NewNamespace) -> Result<()> {
        self.may_edit()?;
        self.create(new).await.map(drop)
    }

    /// Makes a namespace what a file says, if it is still as it was when its version was `seen`. Its name stays, and so does its owner
    /// where the file names none. Of a protected one nothing is deleted.
    pub async fn save_file(&self, name: &str, new: &NewNamespace, seen: &str) -> Result<Loaded> {
        self.may_edit()?;
        new.check()?;
        if new.namespace.as_str() != name {
            return Err(model::Invalid::new(
                "namespace",
                format_args!("is not `{name}`; this form does not rename"),
            )
            .into());
        }
        let mut change = self.change(name, &[Policy::ModifyMetadefNamespace]).await?;
        if new
            .owner
            .as_ref()
            .is_some_and(|owner| owner.as_str() != change.namespace.owner)
            && !self.is_admin()
        {
            return Err(Error::NotOwner);
        }
        let before = export(&mut change.tx, name).await?.unwrap_or_default();
        if digest(&before) != seen {
            return Err(Error::Changed(name.to_owned()));
        }
        let loaded = load(&mut change.tx, new, LoadMode::Replace, now()).await?;
        let after = export(&mut change.tx, name).await?.unwrap_or_default();
        if change.namespace.protected && !names(&before).is_subset(&names(&after)) {
            return Err(Error::Protected(name.to_owned()));
        }
        change
            .commit(AuditAction::NamespaceUpdate, &difference(&before, &after))
            .await?;
        Ok(loaded)
    }
}

/// The names of everything that a namespace holds.
fn names(file: &Value) -> BTreeSet<(&'static str, String)> {
    let mut names = BTreeSet::new();
    for kind in ["resource_type_associations", "objects", "tags"] {
        let items = file[kind].as_array().into_iter().flatten();
        let named = items.filter_map(|item| item["name"].as_str());
        names.extend(named.map(|name| (kind, name.to_owned())));
    }
    let properties = file["properties"].as_object().into_iter().flatten();
    names.extend(properties.map(|(name, _)| ("properties", name.clone())));
    names
}

/// For the audit log: what came, what went, and which fields are otherwise.
fn difference(before: &Value, after: &Value) -> Value {
    let (had, has) = (names(before), names(after));
    let mut told = serde_json::Map::new();
    for field in ["display_name", "visibility", "protected", "owner"] {
        if before[field] != after[field] {
            told.insert(
                field.to_owned(),
                json!({ "from": before[field], "to": after[field] }),
            );
        }
    }
    let listed = |names: BTreeSet<&(&str, String)>| {
        let names: Vec<&str> = names
            .into_iter()
            .map(|(_, name)| name.as_str())
            .take(20)
            .collect();
        names.join(", ")
    };
    let (gone, new) = (
        had.difference(&has).collect(),
        has.difference(&had).collect(),
    );
    let (gone, new) = (listed(gone), listed(new));
    if !gone.is_empty() || !new.is_empty() {
        told.insert("definitions".to_owned(), json!({ "from": gone, "to": new }));
    }
    Value::Object(told)
}
