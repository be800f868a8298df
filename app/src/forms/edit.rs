//! The form that changes an image.
//!
//! Only what somebody touched is changed. A browser sends every field, and not always as it got it: a field of one line
//! loses line breaks, one of several gets other ones. So the form carries a digest of what each field held at first, as a
//! browser would send it back; a field whose value has that digest was not touched.
#![allow(
    clippy::too_many_arguments,
    reason = "a form has as many fields as it has"
)]

mod changes;
mod digests;
mod fields;
mod known;
mod previous_values;
#[cfg(test)]
mod tests;

pub use digests::FieldDigests;
pub use fields::{area, encoded, line, micros, of_property};
pub use previous_values::PreviousValues;

use leptos::prelude::*;
use model::{ErrorKind, ImageId};
use registry::SignatureError;
use serde::{Deserialize, Serialize};

use self::{changes::Form, fields::moment};
use super::{Undo, flash_message, flash_with_undo, keep_typed};
use crate::{
    request::{caller, redirect, refuse_at, registry},
    shared::{Error, Result, paths::ProjectPaths},
    text,
};

/// One property in the form that changes an image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PropertyField {
    /// The name of one that the image has, percent-encoded.
    #[serde(default)]
    pub key: Option<String>,
    /// The name of a new one.
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub value: String,
    /// Whether it is to be removed.
    #[serde(default)]
    pub remove: Option<String>,
}

/// Changes what somebody touched in the form, unless somebody else changed the image since `seen`.
#[server(prefix = "/fn", endpoint = "change_image")]
pub async fn change_image(
    id: ImageId,
    /// Microseconds since 1970: the image's last change that the form knew of.
    seen: i64,
    name: Option<String>,
    visibility: Option<String>,
    protected: Option<String>,
    hidden: Option<String>,
    min_disk: Option<String>,
    min_ram: Option<String>,
    /// Tags to be added.
    #[server(default)]
    tags: Vec<String>,
    /// Tags to be removed, percent-encoded.
    #[server(default)]
    untag: Vec<String>,
    #[server(default)] properties: Vec<PropertyField>,
    /// Digests of what the fields held at first. Boxes that are not ticked are not sent: they count where this is there.
    was: Option<String>,
    /// What is put back instead of all this, by who takes a change back.
    undo: Option<String>,
) -> Result<()> {
    let boxes = was.is_some();
    let form = Form {
        name,
        visibility,
        protected: boxes.then_some(protected.is_some()),
        hidden: boxes.then_some(hidden.is_some()),
        min_disk,
        min_ram,
        tags,
        untag,
        properties,
        was: FieldDigests::default(),
    };
    keep_typed(form.typed(was.as_deref()));
    let caller = caller()?;
    let registry = registry();
    let images = registry.images(&caller);
    let image = images.get(id).await?;
    let changes = if let Some(undo) = &undo {
        PreviousValues::read(undo)?.changes()?
    } else {
        let was = was.as_deref().map(FieldDigests::read).transpose()?;
        let was = was.unwrap_or_default();
        let changes = Form { was, ..form }.changes(&image)?;
        let known = registry.definitions(&caller).known(metadefs::IMAGE).await?;
        known::check(&changes, &known)?;
        changes
    };
    let words = text::change();
    if changes.is_empty() {
        flash_message(words.nothing.to_owned());
    } else {
        let after = images.update_as_seen(id, moment(seen)?, &changes).await;
        let after = after.map_err(beside)?;
        flash_with_undo(
            (words.saved)(&after.title()),
            Undo::of_image(&image, &after),
        );
    }
    redirect(&ProjectPaths(&caller.project).image(id));
    Ok(())
}

/// What is wrong with a property stands below it.
fn beside(error: registry::Error) -> Error {
    match error {
        registry::Error::Signature(SignatureError::Fixed(name)) => {
            let message = (text::certificates().fixed)(name);
            refuse_at(&of_property(name), ErrorKind::Invalid, message)
        }
        error => error.into(),
    }
}
