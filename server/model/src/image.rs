use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{
    ContainerFormat, DiskFormat, ImageId, ImageName, Invalid, ProjectId, Status,
    stored::stored_words,
};

stored_words!(
    /// Who may see an image beside its owner.
    Visibility, "visibility" {
        /// Only its project.
        Private = "private",
        /// Its project and the members it names.
        Shared = "shared",
        /// Everybody who knows its id.
        Community = "community",
        /// Everybody, in everybody's list.
        Public = "public",
    }
);

/// An image as one caller may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Image {
    pub id: ImageId,
    pub name: Option<ImageName>,
    pub status: Status,
    pub visibility: Visibility,
    pub owner: ProjectId,
    pub protected: bool,
    pub hidden: bool,
    pub disk_format: Option<DiskFormat>,
    pub container_format: Option<ContainerFormat>,
    /// GiB that a disk made from this image needs at least.
    pub min_disk: i32,
    /// MiB of memory that a machine booted from this image needs at least.
    pub min_ram: i32,
    /// Bytes stored.
    pub size: Option<u64>,
    /// Bytes of the disk that a machine sees.
    pub virtual_size: Option<u64>,
    /// MD5, which old clients compare; never a ground for trust.
    pub checksum: Option<String>,
    /// SHA-256 in hex.
    pub sha256: Option<String>,
    /// SHA-512 in hex: the hash that counts.
    pub sha512: Option<String>,
    pub tags: Vec<String>,
    /// What else the owner says of it, in words of their own.
    pub properties: BTreeMap<String, String>,
    #[serde(with = "crate::micros")]
    pub created_at: OffsetDateTime,
    #[serde(with = "crate::micros")]
    pub updated_at: OffsetDateTime,
}

impl Image {
    /// What people call it: the name, or the id where it has none.
    pub fn title(&self) -> String {
        match &self.name {
            Some(name) if name.as_str().chars().any(is_seen) => name.to_string(),
            _ => self.id.to_string(),
        }
    }

    /// The name under which a browser keeps the data: the image's own, but for what no file may be called.
    pub fn download_name(&self) -> String {
        let allowed = |c: char| match c {
            // Marks of direction, too: a name that turns around on the screen would hide its ending.
            '/'
            | '\\'
            | ':'
            | '*'
            | '?'
            | '"'
            | '<'
            | '>'
            | '|'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => '_',
            c if c.is_control() => '_',
            c => c,
        };
        let stem: String = self.title().chars().map(allowed).collect();
        // Neither hidden nor the name of a folder.
        let stem = stem.trim().trim_start_matches('.').to_owned();
        self.with_ending(if stem.is_empty() {
            self.id.to_string()
        } else {
            stem
        })
    }

    /// The same in ASCII or letters, for commands: it needs no quotes.
    pub fn file_name(&self) -> String {
        let inert = |c: char| {
            if c.is_alphanumeric() || "-_.+".contains(c) {
                c
            } else {
                '_'
            }
        };
        self.with_ending(self.title().chars().map(inert).collect())
    }

    /// What the properties and tags take up: bytes of their names and values.
    pub fn metadata_bytes(&self) -> u64 {
        metadata_bytes(&self.tags, &self.properties)
    }

    fn with_ending(&self, stem: String) -> String {
        let ending = self.disk_format.map_or("img", DiskFormat::as_str);
        if stem.ends_with(&format!(".{ending}")) {
            stem
        } else {
            format!("{stem}.{ending}")
        }
    }
}

/// Whether a name with this in it can be read: blanks and marks that take no room are none to click on.
fn is_seen(c: char) -> bool {
    let takes_no_room = matches!(
        c,
        '\u{ad}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
    );
    !(c.is_whitespace() || c.is_control() || takes_no_room)
}

/// An image to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct NewImage {
    pub id: Option<ImageId>,
    pub name: Option<ImageName>,
    /// The caller's project unless an admin says otherwise.
    pub owner: Option<ProjectId>,
    pub visibility: Visibility,
    pub protected: bool,
    pub hidden: bool,
    pub disk_format: Option<DiskFormat>,
    pub container_format: Option<ContainerFormat>,
    pub min_disk: i32,
    pub min_ram: i32,
    pub tags: Vec<String>,
    pub properties: BTreeMap<String, String>,
}

impl Default for NewImage {
    fn default() -> Self {
        Self {
            id: None,
            name: None,
            owner: None,
            visibility: Visibility::Shared,
            protected: false,
            hidden: false,
            disk_format: None,
            container_format: None,
            min_disk: 0,
            min_ram: 0,
            tags: Vec::new(),
            properties: BTreeMap::new(),
        }
    }
}

/// What tags and properties take up: bytes of their names and values.
fn metadata_bytes(tags: &[String], properties: &BTreeMap<String, String>) -> u64 {
    let tags: usize = tags.iter().map(String::len).sum();
    let properties: usize = properties
        .iter()
        .map(|(key, value)| key.len() + value.len())
        .sum();
    (tags + properties) as u64
}

impl NewImage {
    /// The most tags, and the most properties, that one image may carry.
    pub const MOST: usize = 128;

    /// The most characters of a tag and of the name of a property: what a column of Glance's holds.
    pub const LONGEST_NAME: usize = 255;

    /// The most characters of a property's value, of which Glance takes as many.
    pub const LONGEST_VALUE: usize = 65_536;

    /// What the properties and tags take up: bytes of their names and values.
    pub fn metadata_bytes(&self) -> u64 {
        metadata_bytes(&self.tags, &self.properties)
    }

    /// Adds a tag once, whatever the number of times it is given. The one beyond [`Self::MOST`] is refused at once, so
    /// that the comparisons stay few whatever a client sends.
    pub fn tag(&mut self, tag: &str) -> Result<(), TagError> {
        named("tags", "a tag", tag)?;
        if self.tags.iter().any(|have| have == tag) {
            return Ok(());
        }
        if self.tags.len() >= Self::MOST {
            return Err(TagError::TooMany);
        }
        self.tags.push(tag.to_owned());
        Ok(())
    }

    /// Sets a property of the owner's own.
    pub fn property(&mut self, key: &str, value: &str) -> Result<(), Invalid> {
        named("properties", "a property", key)?;
        let length = value.chars().count();
        if length > Self::LONGEST_VALUE {
            let most = Self::LONGEST_VALUE;
            return Err(Invalid::new(
                key,
                format_args!("is {length} characters long; the most is {most}"),
            ));
        }
        // PostgreSQL cannot keep it in a text.
        if value.contains('\0') {
            return Err(Invalid::new(key, "contains a NUL character"));
        }
        // Images of kernels and RAM disks: Nova asks for them by these ids when it boots a machine.
        if matches!(key, "kernel_id" | "ramdisk_id") && value.parse::<ImageId>().is_err() {
            return Err(Invalid::new(
                key,
                "is not a UUID; it names another image, and is left out where there is none",
            ));
        }
        self.properties.insert(key.to_owned(), value.to_owned());
        Ok(())
    }
}

/// Why an image does not take a tag.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TagError {
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error("an image has at most {} tags", NewImage::MOST)]
    TooMany,
}

impl From<TagError> for Invalid {
    fn from(error: TagError) -> Self {
        match error {
            TagError::Invalid(invalid) => invalid,
            TagError::TooMany => Self(error.to_string()),
        }
    }
}

/// Refuses what cannot be a tag, or the name of a property.
fn named(field: &str, what: &str, name: &str) -> Result<(), Invalid> {
    let (length, most) = (name.chars().count(), NewImage::LONGEST_NAME);
    if !(1..=most).contains(&length) {
        return Err(Invalid::new(
            field,
            format_args!("hold {what} of {length} characters; it may have 1 to {most}"),
        ));
    }
    if name.contains('\0') {
        return Err(Invalid::new(
            field,
            format_args!("hold {what} that contains a NUL character"),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(name: &str) -> Image {
        let at = crate::now();
        Image {
            id: ImageId::new(),
            name: Some(name.parse().expect("a name")),
            status: Status::Active,
            visibility: Visibility::Private,
            owner: ProjectId::new(),
            protected: false,
            hidden: false,
            disk_format: Some(DiskFormat::Raw),
            container_format: None,
            min_disk: 0,
            min_ram: 0,
            size: None,
            virtual_size: None,
            checksum: None,
            sha256: None,
            sha512: None,
            tags: Vec::new(),
            properties: BTreeMap::new(),
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn a_name_that_nobody_can_read_is_told_by_the_id() {
        for name in ["", " ", "\t\n", "\u{200b}\u{3164}", "\u{a0}\u{2003}"] {
            let image = called(name);
            assert_eq!(image.title(), image.id.to_string(), "{name:?}");
        }
        assert_eq!(called(" a ").title(), " a ");
    }

    #[test]
    fn a_download_keeps_its_real_name() {
        for (name, file) in [
            ("镜像🚀", "镜像🚀.raw"),
            ("two words.raw", "two words.raw"),
            ("../../etc/passwd", "_.._etc_passwd.raw"),
            ("a\r\nb\"c", "a__b_c.raw"),
            ("photo\u{202e}gpj.exe", "photo_gpj.exe.raw"),
        ] {
            assert_eq!(called(name).download_name(), file);
        }
        assert_eq!(called("; rm -rf ~").file_name(), "__rm_-rf__.raw");
    }

    #[test]
    fn a_tag_given_twice_is_one_tag() {
        let mut image = NewImage::default();
        for tag in ["b", "a", "a"] {
            image.tag(tag).expect("fine tags");
        }
        assert_eq!(image.tags, ["b", "a"]);
    }

    #[test]
    fn the_129th_tag_is_refused_at_once() {
        let mut image = NewImage::default();
        let tags = (0..).map(|number| number.to_string());
        let taken = tags.take_while(|tag| image.tag(tag).is_ok()).count();
        assert_eq!(taken, NewImage::MOST);
        assert_eq!(image.tag("more"), Err(TagError::TooMany));
        assert_eq!(image.tag("0"), Ok(()));
    }

    #[test]
    fn a_value_is_counted_in_characters() {
        let mut image = NewImage::default();
        for value in ["v".repeat(65_536), "镜".repeat(65_536)] {
            assert!(image.property("key", &value).is_ok());
        }
        let error = image
            .property("key", &"镜".repeat(65_537))
            .expect_err("too long");
        assert_eq!(
            error.to_string(),
            "key is 65537 characters long; the most is 65536"
        );
        assert_eq!(image.metadata_bytes(), 3 + 3 * 65_536);
    }

    #[test]
    fn what_cannot_be_kept_is_named() {
        let mut image = NewImage::default();
        let long = "k".repeat(256);
        for (key, value, expected) in [
            (
                "",
                "v",
                "properties hold a property of 0 characters; it may have 1 to 255",
            ),
            (
                &long,
                "v",
                "properties hold a property of 256 characters; it may have 1 to 255",
            ),
            (
                "a\0b",
                "v",
                "properties hold a property that contains a NUL character",
            ),
            ("key", "a\0b", "key contains a NUL character"),
            (
                "kernel_id",
                "",
                "kernel_id is not a UUID; it names another image, and is left out where there is none",
            ),
            (
                "ramdisk_id",
                "invalid",
                "ramdisk_id is not a UUID; it names another image, and is left out where there is none",
            ),
        ] {
            let error = image.property(key, value).expect_err(expected);
            assert_eq!(error.to_string(), expected);
        }
        for (tag, expected) in [
            ("", "tags hold a tag of 0 characters; it may have 1 to 255"),
            (
                &long,
                "tags hold a tag of 256 characters; it may have 1 to 255",
            ),
            ("a\0b", "tags hold a tag that contains a NUL character"),
        ] {
            assert_eq!(image.tag(tag).expect_err(expected).to_string(), expected);
        }
        assert!(
            image
                .property("kernel_id", "4f026aa2-9073-4fac-b0bc-e60a8077a160")
                .is_ok()
        );
    }
}
