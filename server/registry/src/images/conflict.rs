use std::collections::BTreeSet;

use model::{Change, Image};

/// What `change` is about, where another request has changed just that since the image was as `seen`, and not to the value
/// that is wanted anyway. Changes of different things never meet, nor do tags that are added or taken away one by one.
pub(super) fn conflicting_field(change: &Change, seen: &Image, now: &Image) -> Option<String> {
    let word = |field: &str| Some(field.to_owned());
    match change {
        Change::Name(wanted) if differs(&seen.name, &now.name, wanted) => word("name"),
        Change::Visibility(wanted) if differs(&seen.visibility, &now.visibility, wanted) => {
            word("visibility")
        }
        Change::Owner(wanted) if differs(&seen.owner, &now.owner, wanted) => word("owner"),
        Change::Protected(wanted) if differs(&seen.protected, &now.protected, wanted) => {
            word("protected")
        }
        Change::Hidden(wanted) if differs(&seen.hidden, &now.hidden, wanted) => word("os_hidden"),
        Change::DiskFormat(wanted) if differs(&seen.disk_format, &now.disk_format, wanted) => {
            word("disk_format")
        }
        Change::ContainerFormat(wanted)
            if differs(&seen.container_format, &now.container_format, wanted) =>
        {
            word("container_format")
        }
        Change::MinDisk(wanted) if differs(&seen.min_disk, &now.min_disk, wanted) => {
            word("min_disk")
        }
        Change::MinRam(wanted) if differs(&seen.min_ram, &now.min_ram, wanted) => word("min_ram"),
        Change::Tags(wanted) if differs(&set(&seen.tags), &set(&now.tags), &set(wanted)) => {
            word("tags")
        }
        Change::Property(property) => {
            let name = &property.name;
            let (seen, now) = (seen.properties.get(name), now.properties.get(name));
            differs(&seen, &now, &Some(&property.value)).then(|| name.clone())
        }
        Change::RemoveProperty(name) => {
            let (seen, now) = (seen.properties.get(name), now.properties.get(name));
            differs(&seen, &now, &None).then(|| name.clone())
        }
        _ => None,
    }
}

fn differs<T: PartialEq>(seen: &T, now: &T, wanted: &T) -> bool {
    now != seen && now != wanted
}

fn set(tags: &[String]) -> BTreeSet<&String> {
    tags.iter().collect()
}
