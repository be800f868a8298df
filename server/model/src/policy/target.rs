use std::borrow::Cow;

use crate::{ContainerFormat, DiskFormat, Image, ImageName, NewImage, ProjectId, Visibility};

/// What a rule is asked about: a project, and an image or a namespace of it where there is one.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    owner: &'a ProjectId,
    image: Subject<'a>,
    member: Option<&'a ProjectId>,
}

#[derive(Clone, Copy, Debug)]
enum Subject<'a> {
    Nothing,
    Image(&'a Image),
    New(&'a NewImage),
    /// A namespace of metadata definitions, by its visibility.
    Namespace(&'a str),
}

impl<'a> Target<'a> {
    /// What belongs to `owner` and is no image.
    pub fn of(owner: &'a ProjectId) -> Self {
        Self {
            owner,
            image: Subject::Nothing,
            member: None,
        }
    }

    /// `image`, as `seen_by` was shown it: a shared image of others is only shown to its members.
    pub fn image(image: &'a Image, seen_by: &'a ProjectId) -> Self {
        let is_member = image.visibility == Visibility::Shared && image.owner != *seen_by;
        Self {
            owner: &image.owner,
            image: Subject::Image(image),
            member: is_member.then_some(seen_by),
        }
    }

    /// An image to be made, which will belong to `owner`.
    pub fn new_image(new: &'a NewImage, owner: &'a ProjectId) -> Self {
        Self {
            owner,
            image: Subject::New(new),
            member: None,
        }
    }

    /// A namespace of metadata definitions, of `owner` and visible to everybody or not.
    pub fn namespace(owner: &'a ProjectId, visibility: &'a str) -> Self {
        Self {
            owner,
            image: Subject::Namespace(visibility),
            member: None,
        }
    }

    /// The same, if it belonged to `owner`.
    #[must_use]
    pub fn if_owned_by(self, owner: &'a ProjectId) -> Self {
        Self { owner, ..self }
    }

    /// The same, and `member` as the project that shares it.
    #[must_use]
    pub fn with_member(self, member: &'a ProjectId) -> Self {
        Self {
            member: Some(member),
            ..self
        }
    }

    /// What `%(name)s` stands for; `None` if it has no such thing.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        match name {
            "project_id" | "owner" | "tenant" => Some(self.owner.as_str().into()),
            "member_id" => Some(self.member?.as_str().into()),
            _ => match self.image {
                Subject::Nothing => None,
                Subject::Image(image) => of_image(image, name),
                Subject::New(new) => of_new(new, name),
                Subject::Namespace(visibility) => {
                    (name == "visibility").then_some(visibility.into())
                }
            },
        }
    }
}

fn of_image<'a>(image: &'a Image, name: &str) -> Option<Cow<'a, str>> {
    Some(match name {
        "id" | "image_id" => image.id.to_string().into(),
        "name" => image.name.as_ref().map(ImageName::as_str)?.into(),
        "status" => image.status.as_str().into(),
        "visibility" => image.visibility.as_str().into(),
        "protected" => truth(image.protected),
        "os_hidden" => truth(image.hidden),
        "disk_format" => image.disk_format.map(DiskFormat::as_str)?.into(),
        "container_format" => image.container_format.map(ContainerFormat::as_str)?.into(),
        _ => image.properties.get(name)?.as_str().into(),
    })
}

fn of_new<'a>(new: &'a NewImage, name: &str) -> Option<Cow<'a, str>> {
    Some(match name {
        "id" | "image_id" => new.id?.to_string().into(),
        "name" => new.name.as_ref().map(ImageName::as_str)?.into(),
        "status" => "queued".into(),
        "visibility" => new.visibility.as_str().into(),
        "protected" => truth(new.protected),
        "os_hidden" => truth(new.hidden),
        "disk_format" => new.disk_format.map(DiskFormat::as_str)?.into(),
        "container_format" => new.container_format.map(ContainerFormat::as_str)?.into(),
        _ => new.properties.get(name)?.as_str().into(),
    })
}

/// As the rules of Glance's operators write it.
fn truth(value: bool) -> Cow<'static, str> {
    if value { "True" } else { "False" }.into()
}
