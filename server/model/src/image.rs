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
            Some(name) if !name.as_str().is_empty() => name.to_string(),
            _ => self.id.to_string(),
        }
    }

    /// The name under which a browser keeps the data.
    pub fn file_name(&self) -> String {
        let inert = |c: char| {
            if c.is_alphanumeric() || "-_.+".contains(c) {
                c
            } else {
                '_'
            }
        };
        let stem: String = self.title().chars().map(inert).collect();
        let ending = self.disk_format.map_or("img", DiskFormat::as_str);
        if stem.ends_with(&format!(".{ending}")) {
            stem
        } else {
            format!("{stem}.{ending}")
        }
    }
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

    #[test]
    fn a_tag_given_twice_is_one_tag() {
        let mut image = NewImage::default();
        for tag in ["b", "a", "a"] {
            image.tag(tag).expect("fine tags");
        }
        assert_eq!(image.tags, ["b", "a"]);
    }
}
