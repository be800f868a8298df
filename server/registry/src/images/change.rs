use model::{Change, Condition, Image, NewImage, Status, property};

use crate::{Error, Images, PropertyOperation, Result, permission::to_show};

/// The image after `changes` in turn, if who asks for them may make every one. Pure: nothing is kept until all are fine.
pub(super) fn apply(asked: &Images<'_>, mut image: Image, changes: &[Change]) -> Result<Image> {
    for change in changes {
        one(asked, &mut image, change)?;
    }
    at_most("tags", image.tags.len())?;
    let theirs = |name: &&String| !property::is_of_server(name);
    let count = image.properties.keys().filter(theirs).count();
    at_most("properties", asked.told(count, NewImage::MOST, &image))?;
    image.tags.sort();
    Ok(image)
}

fn one(asked: &Images<'_>, image: &mut Image, change: &Change) -> Result<()> {
    match change {
        Change::Name(name) => image.name.clone_from(name),
        Change::Visibility(visibility) => {
            if let Some(policy) = to_show(*visibility)
                && image.visibility != *visibility
            {
                asked.may(policy, image)?;
            }
            image.visibility = *visibility;
        }
        Change::Owner(owner) => {
            asked.only_admins("give an image to another project")?;
            image.owner = owner.clone();
        }
        Change::Protected(protected) => image.protected = *protected,
        Change::Hidden(hidden) => image.hidden = *hidden,
        Change::DiskFormat(format) => {
            is_open(image, "disk_format")?;
            image.disk_format = *format;
        }
        Change::ContainerFormat(format) => {
            is_open(image, "container_format")?;
            image.container_format = *format;
        }
        Change::MinDisk(min_disk) => image.min_disk = *min_disk,
        Change::MinRam(min_ram) => image.min_ram = *min_ram,
        Change::Tags(tags) => image.tags.clone_from(tags),
        Change::Tag(tag) => {
            if !image.tags.contains(tag) {
                image.tags.push(tag.clone());
            }
        }
        Change::Untag(tag) => {
            let at = image.tags.iter().position(|have| have == tag);
            image
                .tags
                .remove(at.ok_or_else(|| Error::NoTag(tag.clone()))?);
        }
        Change::Property(property) => {
            let name = &property.name;
            check_property(name)?;
            let is_there = image.properties.contains_key(name);
            asked.may_set_property(name, is_there)?;
            // Whether one that the caller may not read is there is not told.
            let condition = if asked.allows_property(PropertyOperation::Read, name) {
                property.condition
            } else {
                Condition::Always
            };
            match (condition, is_there) {
                (Condition::Present, false) => return Err(Error::NoProperty(name.clone())),
                (Condition::Absent, true) => return Err(Error::PropertyExists(name.clone())),
                _ => image
                    .properties
                    .insert(name.clone(), property.value.clone()),
            };
        }
        Change::RemoveProperty(name) => {
            // One that has a field's name, from a release that did not refuse it, can be removed.
            if property::is_of_server(name) {
                check_property(name)?;
            }
            if !asked.allows_property(PropertyOperation::Read, name) {
                return Err(Error::NoProperty(name.clone()));
            }
            if image.properties.contains_key(name) {
                asked.may_property(PropertyOperation::Delete, name)?;
            }
            let removed = image.properties.remove(name);
            removed.ok_or_else(|| Error::NoProperty(name.clone()))?;
        }
    }
    Ok(())
}

/// Refuses a property whose name is the server's or a field's, whatever interface it comes through.
pub(super) fn check_property(name: &str) -> Result<()> {
    property::forbidden_property(name).map_or(Ok(()), |why| {
        let name = name.to_owned();
        Err(Error::PropertyReserved { name, why })
    })
}

/// The formats say what the data is: once there is some, they are as fixed as it is.
fn is_open(image: &Image, field: &'static str) -> Result<()> {
    match image.status {
        Status::Queued | Status::Importing => Ok(()),
        status => Err(Error::FormatFixed { field, status }),
    }
}

fn at_most(what: &'static str, count: usize) -> Result<()> {
    let most = NewImage::MOST;
    if count > most {
        return Err(Error::TooManyOf { what, count, most });
    }
    Ok(())
}
