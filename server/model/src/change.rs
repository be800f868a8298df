use crate::{ContainerFormat, DiskFormat, ImageName, Invalid, NewImage, ProjectId, Visibility};

/// One thing to change about an image.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    Name(Option<ImageName>),
    Visibility(Visibility),
    Owner(ProjectId),
    Protected(bool),
    Hidden(bool),
    DiskFormat(Option<DiskFormat>),
    ContainerFormat(Option<ContainerFormat>),
    MinDisk(i32),
    MinRam(i32),
    /// These tags and no others.
    Tags(Vec<String>),
    Tag(String),
    Untag(String),
    Property(Property),
    RemoveProperty(String),
}

/// A property to be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    pub name: String,
    pub value: String,
    pub condition: Condition,
}

/// What must hold for a property to be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    Always,
    /// Only if the image has it already.
    Present,
    /// Only if the image does not have it yet.
    Absent,
}

impl Change {
    /// Sets a property, whose name and value are checked.
    pub fn property(name: &str, value: &str, condition: Condition) -> Result<Self, Invalid> {
        NewImage::default().property(name, value)?;
        Ok(Self::Property(Property {
            name: name.to_owned(),
            value: value.to_owned(),
            condition,
        }))
    }

    /// Adds a tag, which is checked.
    pub fn tag(tag: &str) -> Result<Self, Invalid> {
        NewImage::default().tag(tag)?;
        Ok(Self::Tag(tag.to_owned()))
    }
}
