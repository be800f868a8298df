use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{
    ContainerFormat, DiskFormat, ImageId, ImageName, Invalid, ProjectId, Status, format::words,
};

words!(
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
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            // A name that turns around on the screen would hide its ending.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '_',
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

impl NewImage {
    /// The most tags, and the most properties, that one image may carry.
    pub const MOST: usize = 128;

    /// Adds a tag once, whatever the number of times it is given.
    pub fn tag(&mut self, tag: &str) -> Result<(), Invalid> {
        if tag.is_empty() || tag.chars().count() > 255 || tag.contains('\0') {
            return Err(Invalid::new(
                "tags",
                "holds a tag that is not 1 to 255 characters long",
            ));
        }
        if !self.tags.iter().any(|have| have == tag) {
            self.tags.push(tag.to_owned());
        }
        Ok(())
    }

    /// Sets a property of the owner's own.
    pub fn property(&mut self, key: &str, value: &str) -> Result<(), Invalid> {
        if key.is_empty() || key.chars().count() > 255 || key.contains('\0') {
            return Err(Invalid::new(
                "properties",
                "hold a key that is not 1 to 255 characters long",
            ));
        }
        if value.len() > 65_536 || value.contains('\0') {
            return Err(Invalid(format!(
                "{key} holds a value that is longer than 65536 bytes or contains NUL"
            )));
        }
        self.properties.insert(key.to_owned(), value.to_owned());
        Ok(())
    }
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
}
