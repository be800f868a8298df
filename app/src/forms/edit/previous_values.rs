use std::collections::BTreeMap;

use model::{Change, Condition, Image, Invalid, NewImage, Visibility};
use serde::{Deserialize, Serialize};

/// What was said of an image before a change, as far as that changed it: enough to put it back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousValues {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    visibility: Option<Visibility>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    protected: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hidden: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min_disk: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min_ram: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<String>>,
    /// Each property that changed, with the value that it had, if it had one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    properties: BTreeMap<String, Option<String>>,
}

impl PreviousValues {
    /// What `before` was, where `after` is not.
    pub fn of(before: &Image, after: &Image) -> Self {
        let names = before.properties.keys().chain(after.properties.keys());
        let changed =
            names.filter(|name| before.properties.get(*name) != after.properties.get(*name));
        let text = |image: &Image| {
            image
                .name
                .as_ref()
                .map_or_else(String::new, ToString::to_string)
        };
        Self {
            name: (before.name != after.name).then(|| text(before)),
            visibility: (before.visibility != after.visibility).then_some(before.visibility),
            protected: (before.protected != after.protected).then_some(before.protected),
            hidden: (before.hidden != after.hidden).then_some(before.hidden),
            min_disk: (before.min_disk != after.min_disk).then_some(before.min_disk),
            min_ram: (before.min_ram != after.min_ram).then_some(before.min_ram),
            tags: (before.tags != after.tags).then(|| before.tags.clone()),
            properties: changed
                .map(|name| (name.clone(), before.properties.get(name).cloned()))
                .collect(),
        }
    }

    /// The changes that put it back.
    pub fn changes(&self) -> Result<Vec<Change>, Invalid> {
        let mut changes = Vec::new();
        if let Some(name) = &self.name {
            let name = (!name.is_empty()).then(|| name.parse()).transpose()?;
            changes.push(Change::Name(name));
        }
        changes.extend(self.visibility.map(Change::Visibility));
        changes.extend(self.protected.map(Change::Protected));
        changes.extend(self.hidden.map(Change::Hidden));
        changes.extend(self.min_disk.map(Change::MinDisk));
        changes.extend(self.min_ram.map(Change::MinRam));
        if let Some(tags) = &self.tags {
            let mut checked = NewImage::default();
            for tag in tags {
                checked.tag(tag)?;
            }
            changes.push(Change::Tags(checked.tags));
        }
        for (name, value) in &self.properties {
            changes.push(match value {
                Some(value) => Change::property(name, value, Condition::Always)?,
                None => Change::RemoveProperty(name.clone()),
            });
        }
        Ok(changes)
    }

    /// As a form carries it: a line without line breaks, so that no browser changes it.
    pub fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// And back.
    pub fn read(text: &str) -> Result<Self, Invalid> {
        serde_json::from_str(text).map_err(|_| Invalid::new("undo", "is not what the page offered"))
    }
}
