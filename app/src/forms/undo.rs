use leptos::server_fn::ServerFn;
use model::{Change, Image, ImageId, Status};
use serde::{Deserialize, Serialize};

use super::{
    ChangeImage, ChangeImages, SetActive, bulk_actions::BulkAction, edit::PreviousValues, micros,
};

/// What takes back what was just done. Each is one of the forms that there are anyway, with what was there before.
///
/// It is kept on the server for the next page, which shows it as a form with a button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Undo {
    /// What was said of an image before, unless somebody changed it since `seen`.
    Image {
        id: ImageId,
        seen: i64,
        before: PreviousValues,
    },
    /// Whether an image can be used, if it is still as it was left.
    Turn { id: ImageId, active: bool },
    /// The opposite action, with those that were changed.
    Images {
        ids: String,
        #[serde(rename = "deed")]
        action: String,
        value: String,
        /// What is only changed back if it is still so.
        was: String,
    },
}

impl Undo {
    /// Puts back what was said of `before`, which became `after`.
    pub fn of_image(before: &Image, after: &Image) -> Self {
        Self::Image {
            id: after.id,
            seen: i64::try_from(micros(after.updated_at)).unwrap_or_default(),
            before: PreviousValues::of(before, after),
        }
    }

    /// Does the opposite of `action` with those of `before` that it changed, if there is an opposite.
    pub fn of_bulk_action(action: &BulkAction, before: &[Image]) -> Option<Self> {
        let changed = |image: &&Image| match action {
            BulkAction::Deactivate => image.status == Status::Active,
            BulkAction::Reactivate => image.status == Status::Deactivated,
            BulkAction::Show { to, .. } => image.visibility != *to,
            BulkAction::Change(Change::Protected(to)) => image.protected != *to,
            BulkAction::Change(Change::Hidden(to)) => image.hidden != *to,
            BulkAction::Change(Change::Tag(tag)) => !image.tags.contains(tag),
            BulkAction::Delete | BulkAction::Change(_) => false,
        };
        let changed: Vec<&Image> = before.iter().filter(changed).collect();
        let first = changed.first()?;
        let nothing = String::new;
        let (action, value, was) = match action {
            BulkAction::Deactivate => ("reactivate", nothing(), nothing()),
            BulkAction::Reactivate => ("deactivate", nothing(), nothing()),
            BulkAction::Change(Change::Protected(true)) => ("unprotect", nothing(), nothing()),
            BulkAction::Change(Change::Protected(false)) => ("protect", nothing(), nothing()),
            BulkAction::Change(Change::Hidden(true)) => ("unhide", nothing(), nothing()),
            BulkAction::Change(Change::Hidden(false)) => ("hide", nothing(), nothing()),
            BulkAction::Change(Change::Tag(tag)) => ("untag", tag.clone(), nothing()),
            // One form sets one value.
            BulkAction::Show { to, .. }
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
            ids: ids.join(","),
            action: action.to_owned(),
            value,
            was,
        })
    }

    /// Where its form is sent.
    pub fn endpoint(&self) -> &'static str {
        match self {
            Self::Image { .. } => ChangeImage::PATH,
            Self::Turn { .. } => SetActive::PATH,
            Self::Images { .. } => ChangeImages::PATH,
        }
    }

    /// What its form says.
    pub fn fields(self) -> Vec<(String, String)> {
        let named = |name: &str, value: String| (name.to_owned(), value);
        match self {
            Self::Image { id, seen, before } => vec![
                named("id", id.to_string()),
                named("seen", seen.to_string()),
                named("undo", before.written()),
            ],
            Self::Turn { id, active } => vec![
                named("id", id.to_string()),
                named("active", active.to_string()),
            ],
            Self::Images {
                ids,
                action,
                value,
                was,
            } => vec![
                named("ids", ids),
                named("deed", action),
                named("value", value),
                named("was", was),
            ],
        }
    }
}
