//! The form that changes an image: from what was typed to what is to be changed.
//!
//! Only what somebody touched is changed. A browser sends every field, and not always as it got it: a field of one line
//! loses line breaks, one of several gets other ones. So the form carries a digest of what each field held at first, as a
//! browser would send it back; a field whose value has that digest was not touched.

use std::collections::BTreeMap;

use model::{Change, Condition, Image, ImageName, Invalid, NewImage, OffsetDateTime, Visibility};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{forms::PropertyField, shared::paths};

/// Hex digits of a digest: 64 bits, which nobody meets by chance; nobody gains by meeting them on purpose.
const DIGITS: usize = 16;

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

/// The digest of what each field held when the form was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDigests(BTreeMap<String, String>);

impl FieldDigests {
    /// Of a form for `image`.
    pub fn of(image: &Image) -> Self {
        let name = image.name.as_ref().map_or("", ImageName::as_str);
        let fields = [
            ("name".to_owned(), line(name)),
            ("visibility".to_owned(), image.visibility.to_string()),
            ("protected".to_owned(), image.protected.to_string()),
            ("hidden".to_owned(), image.hidden.to_string()),
            ("min_disk".to_owned(), image.min_disk.to_string()),
            ("min_ram".to_owned(), image.min_ram.to_string()),
        ];
        let properties = image
            .properties
            .iter()
            .map(|(name, value)| (of_property(name), area(value)));
        let all = fields.into_iter().chain(properties);
        Self(all.map(|(name, value)| (name, digest(&value))).collect())
    }

    /// As the form carries it.
    pub fn written(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// And back.
    pub fn read(text: &str) -> Result<Self, Invalid> {
        let read = serde_json::from_str(text).map(Self);
        read.map_err(|_| Invalid::new("was", "is not what this form was made with"))
    }

    /// Whether `value`, as it came, is another than the field held. Without a digest, everything that came counts.
    pub fn is_touched(&self, field: &str, value: &str) -> bool {
        self.0.get(field) != Some(&digest(value))
    }
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
}

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

/// A moment as the form carries it.
pub fn micros(at: OffsetDateTime) -> i128 {
    at.unix_timestamp_nanos() / 1000
}

/// And back.
pub fn moment(micros: i64) -> Result<OffsetDateTime, Invalid> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000)
        .map_err(|_| Invalid::new("seen", "is no moment"))
}

/// A tag, or a property's name, as a hidden field carries it: no browser changes it.
pub fn encoded(text: &str) -> String {
    paths::encode(text)
}

/// The field of the digest of a property's value.
pub fn of_property(name: &str) -> String {
    format!("properties.{name}")
}

/// What a browser makes of a text in a field of one line.
pub fn line(text: &str) -> String {
    text.replace(['\r', '\n'], "")
}

/// What a browser makes of a text in a field of several lines, with the line breaks that we keep.
pub fn area(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn decoded(field: &str, text: &str) -> Result<String, Invalid> {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    let text = decoded.map_err(|_| Invalid::new(field, "are not what this form was made with"))?;
    Ok(text.into_owned())
}

fn digest(value: &str) -> String {
    let mut digits = hex::encode(Sha256::digest(value.as_bytes()));
    digits.truncate(DIGITS);
    digits
}

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

impl Form {
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

#[cfg(test)]
mod tests {
    use model::{ImageId, ProjectId, Status, now};

    use super::*;

    fn image() -> Image {
        let at = now();
        Image {
            id: ImageId::new(),
            name: Some(" padded\nname ".parse().expect("a name")),
            status: Status::Queued,
            visibility: Visibility::Private,
            owner: ProjectId::new(),
            protected: false,
            hidden: true,
            disk_format: None,
            container_format: None,
            min_disk: 1,
            min_ram: 0,
            size: None,
            virtual_size: None,
            checksum: None,
            sha256: None,
            sha512: None,
            tags: vec!["a,b".to_owned(), " c ".to_owned()],
            properties: [
                ("size ", "x  "),
                (" lead", "\ntwo\r\nlines\r"),
                ("a=b", ""),
                ("k\ney", "v"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
            created_at: at,
            updated_at: at,
        }
    }

    /// The form as a browser sends it back when nobody touched anything.
    fn sent_back(image: &Image) -> Form {
        let property = |(name, value): (&String, &String)| PropertyField {
            key: Some(encoded(name)),
            value: area(value).replace('\n', "\r\n"),
            ..PropertyField::default()
        };
        Form {
            name: image.name.as_ref().map(|name| line(name.as_str())),
            visibility: Some(image.visibility.to_string()),
            protected: Some(image.protected),
            hidden: Some(image.hidden),
            min_disk: Some(image.min_disk.to_string()),
            min_ram: Some(image.min_ram.to_string()),
            tags: vec![String::new()],
            untag: Vec::new(),
            properties: image
                .properties
                .iter()
                .map(property)
                .chain([PropertyField::default()])
                .collect(),
            was: FieldDigests::read(&FieldDigests::of(image).written()).expect("what was written"),
        }
    }

    #[test]
    fn what_nobody_touched_is_not_changed() {
        let image = image();
        assert_eq!(sent_back(&image).changes(&image), Ok(Vec::new()));
        let form = Form {
            min_disk: Some("7".to_owned()),
            ..sent_back(&image)
        };
        assert_eq!(form.changes(&image), Ok(vec![Change::MinDisk(7)]));
    }

    #[test]
    fn what_somebody_else_changed_meanwhile_is_left_alone_where_it_was_not_touched() {
        let before = image();
        let mut now = before.clone();
        now.min_ram = 512;
        now.properties
            .insert("size ".to_owned(), "theirs".to_owned());
        let mut form = sent_back(&before);
        form.min_disk = Some("7".to_owned());
        assert_eq!(form.changes(&now), Ok(vec![Change::MinDisk(7)]));
    }

    #[test]
    fn a_property_is_changed_removed_and_added_whatever_its_name() {
        let image = image();
        let mut form = sent_back(&image);
        for field in &mut form.properties {
            match field.key.as_deref() {
                Some("k%0Aey") => field.value = "w".to_owned(),
                Some("a%3Db") => field.remove = Some("on".to_owned()),
                None => {
                    field.name = Some(" new ".to_owned());
                    field.value = " kept as it is\r\n".to_owned();
                }
                _ => {}
            }
        }
        let set = |name, value, condition| Change::property(name, value, condition).expect("fine");
        assert_eq!(
            form.changes(&image),
            Ok(vec![
                Change::RemoveProperty("a=b".to_owned()),
                set("k\ney", "w", Condition::Always),
                set("new", " kept as it is\n", Condition::Absent),
            ])
        );
    }

    #[test]
    fn what_was_changed_can_be_put_back() {
        let before = image();
        let mut after = before.clone();
        after.tags.clear();
        after.name = None;
        after.properties.remove(" lead");
        after.properties.insert("new".to_owned(), "x".to_owned());
        let undo = PreviousValues::read(&PreviousValues::of(&before, &after).written())
            .expect("what was written");
        let set = Change::property(" lead", "\ntwo\r\nlines\r", Condition::Always).expect("fine");
        assert_eq!(
            undo.changes(),
            Ok(vec![
                Change::Name(before.name),
                Change::Tags(before.tags),
                set,
                Change::RemoveProperty("new".to_owned()),
            ])
        );
    }
}
