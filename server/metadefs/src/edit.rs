use std::collections::{BTreeMap, BTreeSet};

use model::{AuditAction, Policy, now};
use serde_json::{Map, Value, json};

use crate::{
    Definitions, Error, Loaded, NewNamespace, Result,
    file::{LoadMode, export, load},
    limits,
    shipped::digest,
};

/// What whoever replaces a whole namespace does to it and to what it holds.
const EDITS: [Policy; 11] = [
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
        self.may(Policy::AddMetadefNamespace)?;
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
        let mut change = self.change(name, &EDITS).await?;
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
        if after == before {
            return Ok(Loaded::Kept);
        }
        limits::check_totals(&mut change.tx, false).await?;
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
    let kinds = [
        "resource_type_associations",
        "properties",
        "objects",
        "tags",
    ]
    .into_iter();
    let named = kinds.flat_map(|kind| {
        by_name(&file[kind])
            .into_keys()
            .map(move |name| (kind, name))
    });
    named.collect()
}

/// For the audit log: which fields are otherwise, and which definitions came, went or changed.
pub(crate) fn difference(before: &Value, after: &Value) -> Value {
    let mut told = Map::new();
    for field in ["display_name", "visibility", "protected", "owner"] {
        if before[field] != after[field] {
            told.insert(
                field.to_owned(),
                json!({ "from": before[field], "to": after[field] }),
            );
        }
    }
    // Texts that people write are long: only that they changed is told.
    if before["description"] != after["description"] {
        told.insert("description".to_owned(), json!({}));
    }
    for kind in [
        "resource_type_associations",
        "properties",
        "objects",
        "tags",
    ] {
        let (had, has) = (by_name(&before[kind]), by_name(&after[kind]));
        let names: BTreeSet<&String> = had.keys().chain(has.keys()).collect();
        let changed = names
            .into_iter()
            .filter(|name| had.get(*name) != has.get(*name));
        let changed: Vec<&str> = changed.map(String::as_str).collect();
        if !changed.is_empty() {
            told.insert(kind.to_owned(), json!(listed(&changed)));
        }
    }
    Value::Object(told)
}

/// What a file holds of one kind, under its names.
fn by_name(items: &Value) -> BTreeMap<String, &Value> {
    let named = |item: &'_ Value| item["name"].as_str().map(ToOwned::to_owned);
    match items {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, item)| (name.clone(), item))
            .collect(),
        Value::Array(list) => list
            .iter()
            .filter_map(|item| Some((named(item)?, item)))
            .collect(),
        _ => BTreeMap::new(),
    }
}

/// Names that an audit event tells; of more it tells how many.
const NAMES: usize = 20;

fn listed(names: &[&str]) -> String {
    let told = names
        .iter()
        .take(NAMES)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    match names.len().saturating_sub(NAMES) {
        0 => told,
        more => format!("{told}, … (+{more})"),
    }
}
