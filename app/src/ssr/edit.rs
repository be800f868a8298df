//! The form that changes an image: from what was typed to what is to be changed.

use std::collections::{BTreeMap, BTreeSet};

use model::{Change, Condition, Image, ImageName, Invalid, OffsetDateTime, Visibility};

/// What was typed.
#[derive(Debug)]
pub struct Form {
    pub name: String,
    pub visibility: String,
    pub protected: bool,
    pub hidden: bool,
    pub min_disk: String,
    pub min_ram: String,
    pub tags: String,
    pub properties: String,
    /// The words `tags` and `properties`, where those stay as they are.
    pub keep: String,
}

impl Form {
    /// What of `image` is to be changed so that it is as the form says.
    pub fn changes(&self, image: &Image) -> Result<Vec<Change>, Invalid> {
        let mut changes = Vec::new();
        let name = self.name.trim();
        if name != image.name.as_ref().map_or("", ImageName::as_str) {
            let name = (!name.is_empty()).then(|| name.parse()).transpose()?;
            changes.push(Change::Name(name));
        }
        let visibility: Visibility = self.visibility.parse()?;
        if visibility != image.visibility {
            changes.push(Change::Visibility(visibility));
        }
        if self.protected != image.protected {
            changes.push(Change::Protected(self.protected));
        }
        if self.hidden != image.hidden {
            changes.push(Change::Hidden(self.hidden));
        }
        let min_disk = least("min_disk", &self.min_disk)?;
        if min_disk != image.min_disk {
            changes.push(Change::MinDisk(min_disk));
        }
        let min_ram = least("min_ram", &self.min_ram)?;
        if min_ram != image.min_ram {
            changes.push(Change::MinRam(min_ram));
        }
        if !self.keep.contains("tags") {
            self.tag_changes(image, &mut changes)?;
        }
        if !self.keep.contains("properties") {
            self.property_changes(image, &mut changes)?;
        }
        Ok(changes)
    }

    fn tag_changes(&self, image: &Image, changes: &mut Vec<Change>) -> Result<(), Invalid> {
        let wanted: BTreeSet<&str> = self
            .tags
            .split([',', '，'])
            .map(str::trim)
            .filter(|tag| !tag.is_empty())
            .collect();
        for tag in image
            .tags
            .iter()
            .filter(|tag| !wanted.contains(tag.as_str()))
        {
            // A tag with a comma in it cannot be written here, so it cannot be taken away here either.
            if !tag.contains([',', '，']) {
                changes.push(Change::Untag(tag.clone()));
            }
        }
        for tag in wanted {
            if !image.tags.iter().any(|have| have == tag) {
                changes.push(Change::tag(tag)?);
            }
        }
        Ok(())
    }

    fn property_changes(&self, image: &Image, changes: &mut Vec<Change>) -> Result<(), Invalid> {
        let mut wanted = BTreeMap::new();
        for line in self.properties.lines().map(str::trim_end) {
            if line.trim().is_empty() {
                continue;
            }
            let (name, value) = line.split_once('=').ok_or_else(|| {
                Invalid::new(
                    "properties",
                    format_args!("hold a line without `=`: {line}"),
                )
            })?;
            if wanted.insert(name.trim(), value).is_some() {
                return Err(Invalid::new(
                    "properties",
                    format_args!("hold {name} twice"),
                ));
            }
        }
        for (name, value) in &image.properties {
            if is_shown(name, value) && !wanted.contains_key(name.as_str()) {
                changes.push(Change::RemoveProperty(name.clone()));
            }
        }
        for (name, value) in wanted {
            if image.properties.get(name).map(String::as_str) != Some(value) {
                changes.push(Change::property(name, value, Condition::Always)?);
            }
        }
        Ok(())
    }
}

/// The properties of `image` as the form shows them. A value of several lines, and what the server notes, has no place in
/// it and stays as it is.
pub fn lines(image: &Image) -> String {
    let lines = image
        .properties
        .iter()
        .filter(|(name, value)| is_shown(name, value))
        .map(|(name, value)| format!("{name}={value}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// A moment as the form carries it.
pub fn micros(at: OffsetDateTime) -> i128 {
    at.unix_timestamp_nanos() / 1000
}

/// And back.
pub fn moment(micros: i64) -> Result<OffsetDateTime, Invalid> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000)
        .map_err(|_| Invalid::new("seen", "is no moment"))
}

/// Whether the form has a line for a property. What the server notes of an image is not for people to change.
fn is_shown(name: &str, value: &str) -> bool {
    !name.starts_with("os_glance") && !value.contains(['\n', '\r'])
}

fn least(field: &str, typed: &str) -> Result<i32, Invalid> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(0);
    }
    let number = typed.parse().ok().filter(|number| *number >= 0);
    number.ok_or_else(|| Invalid::new(field, format_args!("is no whole number from 0 on: {typed}")))
}
