use leptos::server_fn::ServerFn;
use model::{Change, Image, ImageId, ImageName, Status};
use serde::{Deserialize, Serialize};

use super::{deeds::Deed, edit};
use crate::api::{ChangeImage, ChangeImages, TurnImage};

/// What takes back what was just done. Each is one of the forms that there are anyway, with what was there before.
///
/// It comes to the next page in a cookie; whoever could write that could not have it do more than these forms do when
/// their button is pressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Undo {
    /// What was said of an image before, unless somebody changed it since `seen`.
    Image {
        id: ImageId,
        seen: i64,
        before: Vec<(String, String)>,
    },
    /// Whether an image can be used, if it is still as it was left.
    Turn { id: ImageId, active: bool },
    /// The opposite deed, with those that were changed.
    Images {
        ids: String,
        deed: String,
        value: String,
        /// What is only changed back if it is still so.
        was: String,
    },
}

impl Undo {
    /// Puts back what was said of `before`, which became `after`.
    pub fn of_image(before: &Image, after: &Image) -> Self {
        let mut fields = vec![
            ("name", name(before)),
            ("visibility", before.visibility.to_string()),
            ("min_disk", before.min_disk.to_string()),
            ("min_ram", before.min_ram.to_string()),
        ];
        // Boxes that are not ticked are not sent.
        let ticked = [("protected", before.protected), ("hidden", before.hidden)];
        let ticked = ticked.into_iter().filter(|(_, ticked)| *ticked);
        fields.extend(ticked.map(|(name, _)| (name, "on".to_owned())));
        // What did not change is not written out: it may be long.
        let mut keep = Vec::new();
        let mut long = |name, same: bool, value: String| {
            if same {
                keep.push(name);
            }
            fields.push((name, if same { String::new() } else { value }));
        };
        long("tags", before.tags == after.tags, before.tags.join(", "));
        let same = before.properties == after.properties;
        long("properties", same, edit::lines(before));
        fields.push(("keep", keep.join(" ")));
        Self::Image {
            id: after.id,
            seen: i64::try_from(edit::micros(after.updated_at)).unwrap_or_default(),
            before: fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        }
    }

    /// Does the opposite of `deed` with those of `before` that it changed, if there is an opposite.
    pub fn of_deed(deed: &Deed, before: &[Image]) -> Option<Self> {
        let changed = |image: &&Image| match deed {
            Deed::Deactivate => image.status == Status::Active,
            Deed::Reactivate => image.status == Status::Deactivated,
            Deed::Show { to, .. } => image.visibility != *to,
            Deed::Change(Change::Protected(to)) => image.protected != *to,
            Deed::Change(Change::Hidden(to)) => image.hidden != *to,
            Deed::Change(Change::Tag(tag)) => !image.tags.contains(tag),
            Deed::Delete | Deed::Change(_) => false,
        };
        let changed: Vec<&Image> = before.iter().filter(changed).collect();
        let first = changed.first()?;
        let nothing = String::new;
        let (deed, value, was) = match deed {
            Deed::Deactivate => ("reactivate", nothing(), nothing()),
            Deed::Reactivate => ("deactivate", nothing(), nothing()),
            Deed::Change(Change::Protected(true)) => ("unprotect", nothing(), nothing()),
            Deed::Change(Change::Protected(false)) => ("protect", nothing(), nothing()),
            Deed::Change(Change::Hidden(true)) => ("unhide", nothing(), nothing()),
            Deed::Change(Change::Hidden(false)) => ("hide", nothing(), nothing()),
            Deed::Change(Change::Tag(tag)) => ("untag", tag.clone(), nothing()),
            // One form sets one value.
            Deed::Show { to, .. }
                if changed
                    .iter()
                    .all(|image| image.visibility == first.visibility) =>
            {
                ("visibility", first.visibility.to_string(), to.to_string())
            }
            _ => return None,
        };
        let ids: Vec<String> = changed.iter().map(|image| image.id.to_string()).collect();
        Some(Self::Images {
            // Without the hyphens, more of them have room.
            ids: ids.join(",").replace('-', ""),
            deed: deed.to_owned(),
            value,
            was,
        })
    }

    /// Where its form is sent.
    pub fn door(&self) -> &'static str {
        match self {
            Self::Image { .. } => ChangeImage::PATH,
            Self::Turn { .. } => TurnImage::PATH,
            Self::Images { .. } => ChangeImages::PATH,
        }
    }

    /// What its form says.
    pub fn fields(self) -> Vec<(String, String)> {
        let named = |name: &str, value: String| (name.to_owned(), value);
        match self {
            Self::Image { id, seen, before } => {
                [named("id", id.to_string()), named("seen", seen.to_string())]
                    .into_iter()
                    .chain(before)
                    .collect()
            }
            Self::Turn { id, active } => vec![
                named("id", id.to_string()),
                named("active", active.to_string()),
            ],
            Self::Images {
                ids,
                deed,
                value,
                was,
            } => vec![
                named("ids", ids),
                named("deed", deed),
                named("value", value),
                named("was", was),
            ],
        }
    }
}

fn name(image: &Image) -> String {
    image
        .name
        .as_ref()
        .map_or_else(String::new, |name: &ImageName| name.to_string())
}
