//! From what was typed to what is to be changed.

use model::{Change, Condition, Image, ImageName, Invalid, Visibility};

use super::{
    FieldDigests, PropertyField,
    fields::{area, decoded, line, of_property},
};

/// What was typed; nothing of what the form did not hold.
#[derive(Clone, Debug, Default)]
pub struct Form {
    pub name: Option<String>,
    pub visibility: Option<String>,
    pub protected: Option<bool>,
    pub hidden: Option<bool>,
    pub min_disk: Option<String>,
    pub min_ram: Option<String>,
    /// Tags to be added.
    pub tags: Vec<String>,
    /// Tags to be removed, each [encoded].
    pub untag: Vec<String>,
    pub properties: Vec<PropertyField>,
    pub was: FieldDigests,
}

impl Form {
    /// What of `image` is to be changed so that it is as the form says.
    pub fn changes(&self, image: &Image) -> Result<Vec<Change>, Invalid> {
        let mut changes = Vec::new();
        if let Some(name) = self.touched("name", self.name.as_deref().map(line)) {
            let name: Option<ImageName> = (!name.trim().is_empty())
                .then(|| name.trim().parse())
                .transpose()?;
            if name != image.name {
                changes.push(Change::Name(name));
            }
        }
        if let Some(word) = self.touched("visibility", self.visibility.clone())
            // What a newer release has set is no word of ours, and stays.
            && word != image.visibility.as_str()
        {
            let visibility: Visibility = word.parse()?;
            if visibility != image.visibility {
                changes.push(Change::Visibility(visibility));
            }
        }
        let ticked = |field, tick: Option<bool>| {
            let tick = tick?;
            self.was
                .is_touched(field, &tick.to_string())
                .then_some(tick)
        };
        if let Some(protected) = ticked("protected", self.protected)
            && protected != image.protected
        {
            changes.push(Change::Protected(protected));
        }
        if let Some(hidden) = ticked("hidden", self.hidden)
            && hidden != image.hidden
        {
            changes.push(Change::Hidden(hidden));
        }
        if let Some(typed) = self.touched("min_disk", self.min_disk.clone()) {
            let least = least("min_disk", &typed)?;
            if least != image.min_disk {
                changes.push(Change::MinDisk(least));
            }
        }
        if let Some(typed) = self.touched("min_ram", self.min_ram.clone()) {
            let least = least("min_ram", &typed)?;
            if least != image.min_ram {
                changes.push(Change::MinRam(least));
            }
        }
        self.tag_changes(image, &mut changes)?;
        self.property_changes(image, &mut changes)?;
        Ok(changes)
    }

    fn touched(&self, field: &str, value: Option<String>) -> Option<String> {
        value.filter(|value| self.was.is_touched(field, value))
    }

    fn tag_changes(&self, image: &Image, changes: &mut Vec<Change>) -> Result<(), Invalid> {
        for tag in &self.untag {
            let tag = decoded("untag", tag)?;
            if image.tags.contains(&tag) {
                changes.push(Change::Untag(tag));
            }
        }
        let added = self.tags.iter().map(|tag| tag.trim());
        for tag in added.filter(|tag| !tag.is_empty()) {
            if !image.tags.iter().any(|have| have == tag) {
                changes.push(Change::tag(tag)?);
            }
        }
        Ok(())
    }

    fn property_changes(&self, image: &Image, changes: &mut Vec<Change>) -> Result<(), Invalid> {
        for field in &self.properties {
            let value = area(&field.value);
            let (name, condition) = if let Some(key) = &field.key {
                (decoded("properties", key)?, Condition::Always)
            } else {
                let name = field.name.as_deref().unwrap_or_default().trim();
                if name.is_empty() && value.is_empty() {
                    continue;
                }
                if name.is_empty() {
                    let problem = format_args!("hold the value `{value}` without a name");
                    return Err(Invalid::new("properties", problem));
                }
                // What is there already is changed in its own field.
                (name.to_owned(), Condition::Absent)
            };
            if field.remove.is_some() {
                if image.properties.contains_key(&name) {
                    changes.push(Change::RemoveProperty(name));
                }
            } else if self.was.is_touched(&of_property(&name), &value)
                && image.properties.get(&name) != Some(&value)
            {
                changes.push(Change::property(&name, &value, condition)?);
            }
        }
        Ok(())
    }

    /// What is shown again should the form be refused, by the names of its fields.
    pub fn typed(&self, was: Option<&str>) -> Vec<(String, String)> {
        let texts = [
            ("name", self.name.clone()),
            ("visibility", self.visibility.clone()),
            ("protected", self.protected.map(|tick| tick.to_string())),
            ("hidden", self.hidden.map(|tick| tick.to_string())),
            ("min_disk", self.min_disk.clone()),
            ("min_ram", self.min_ram.clone()),
            ("was", was.map(ToOwned::to_owned)),
        ];
        let texts = texts
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let tags = self.tags.iter().filter(|tag| !tag.trim().is_empty());
        let tags = tags.map(|tag| ("tags".to_owned(), tag.clone()));
        let untag = self
            .untag
            .iter()
            .map(|tag| ("untag".to_owned(), tag.clone()));
        let properties = self.properties.iter().flat_map(|field| match &field.key {
            Some(key) => vec![
                (format!("value.{key}"), field.value.clone()),
                (format!("remove.{key}"), field.remove.is_some().to_string()),
            ],
            None => vec![
                (
                    "new.name".to_owned(),
                    field.name.clone().unwrap_or_default(),
                ),
                ("new.value".to_owned(), field.value.clone()),
            ],
        });
        texts.chain(tags).chain(untag).chain(properties).collect()
    }
}

/// A number that is typed into a field; an empty one is 0.
fn least(field: &str, typed: &str) -> Result<i32, Invalid> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(0);
    }
    let number = typed.parse().ok().filter(|number| *number >= 0);
    number.ok_or_else(|| {
        Invalid::new(
            field,
            format_args!("is not a whole number from 0 to {}", i32::MAX),
        )
    })
}
