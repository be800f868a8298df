use std::{collections::BTreeMap, ops::Add};

use model::{Change, Image, property};

use super::query::{Filter, ImageQuery};
use crate::{Error, Images, PropertyOperation, Result};

impl Images<'_> {
    /// Whether the caller may do that with the property of that name. What the server sets is read by whoever sees the image, and
    /// other rules keep clients from setting it.
    pub(crate) fn allows_property(&self, operation: PropertyOperation, name: &str) -> bool {
        let (caller, policies) = (self.caller, &*self.registry.policies);
        let protections = &self.registry.protections;
        property::is_of_server(name) || protections.allow(caller, policies, operation, name)
    }

    /// Whether the caller may give a new property of that name to an image. For whoever offers it.
    pub fn may_create_property(&self, name: &str) -> bool {
        property::forbidden_property(name).is_none()
            && self.allows_property(PropertyOperation::Create, name)
    }

    /// Whether what is written under that name of an image, a field or a property, is shown to the caller.
    pub(crate) fn shows_name(&self, name: &str) -> bool {
        property::BASE.contains(&name) || self.allows_property(PropertyOperation::Read, name)
    }

    /// Refuses what the caller may not do with that property.
    pub(super) fn may_property(&self, operation: PropertyOperation, name: &str) -> Result<()> {
        if self.allows_property(operation, name) {
            return Ok(());
        }
        let (name, operation) = (name.to_owned(), operation.as_str());
        Err(Error::PropertyProtected { name, operation })
    }

    /// Refuses to set a property that is there or not. One that the caller may not read they set only if they may both create and
    /// change it: the answer does not tell whether it is there.
    pub(super) fn may_set_property(&self, name: &str, is_there: bool) -> Result<()> {
        if !self.allows_property(PropertyOperation::Read, name) {
            self.may_property(PropertyOperation::Create, name)?;
            return self.may_property(PropertyOperation::Update, name);
        }
        let operation = if is_there {
            PropertyOperation::Update
        } else {
            PropertyOperation::Create
        };
        self.may_property(operation, name)
    }

    /// Whether the caller may know what a change changes.
    pub(super) fn sees_target(&self, change: &Change) -> bool {
        match change {
            Change::Property(property) => {
                self.allows_property(PropertyOperation::Read, &property.name)
            }
            Change::RemoveProperty(name) => self.allows_property(PropertyOperation::Read, name),
            _ => true,
        }
    }

    /// A figure of `image` that exceeds `most`: exactly, or no more than that where it counts properties that the caller may not read.
    pub(super) fn told<N: Ord + From<u8> + Add<Output = N> + Copy>(
        &self,
        figure: N,
        most: N,
        image: &Image,
    ) -> N {
        let mut names = image.properties.keys();
        let hides = names.any(|name| !self.allows_property(PropertyOperation::Read, name));
        if hides {
            figure.min(most + N::from(1))
        } else {
            figure
        }
    }

    /// Refuses more bytes of properties and tags than one image may have.
    pub(super) fn fits(&self, bytes: u64, image: &Image) -> Result<()> {
        let cap = self.registry.quotas.metadata_cap;
        self.registry.fits(self.told(bytes, cap, image))
    }

    /// The image without the properties that the caller may not read.
    pub(super) fn shown(&self, image: Image) -> Image {
        self.shown_all(vec![image]).remove(0)
    }

    /// The same for each of `images`; each name is looked up once.
    pub(super) fn shown_all(&self, mut images: Vec<Image>) -> Vec<Image> {
        if self.registry.protections.is_empty() {
            return images;
        }
        let mut known: BTreeMap<String, bool> = BTreeMap::new();
        for image in &mut images {
            image.properties.retain(|name, _| {
                if let Some(readable) = known.get(name) {
                    return *readable;
                }
                let readable = self.allows_property(PropertyOperation::Read, name);
                known.insert(name.clone(), readable);
                readable
            });
        }
        images
    }

    /// Whether `query` asks for values of a property that the caller may not read: no image has it, as far as they know.
    pub(super) fn asks_for_unreadable(&self, query: &ImageQuery) -> bool {
        query.filters.iter().any(|filter| match filter {
            Filter::Property(name, _) => !self.allows_property(PropertyOperation::Read, name),
            _ => false,
        })
    }
}
