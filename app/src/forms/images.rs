#![allow(
    clippy::too_many_arguments,
    reason = "a form has as many fields as it has"
)]

use leptos::prelude::*;
use model::{ImageId, MemberStatus};
use serde::{Deserialize, Serialize};

use crate::shared::Result;

/// Deletes an image, and goes back to the list, which says so.
#[server(prefix = "/fn", endpoint = "delete_image")]
pub async fn delete_image(id: ImageId) -> Result<()> {
    use crate::{
        forms::flash_message,
        request::{caller, redirect, registry},
        shared::paths::ProjectPaths,
        text,
    };
    let caller = caller()?;
    let image = registry().images(&caller).get(id).await?;
    registry().images(&caller).delete(id).await?;
    flash_message((text::images().deleted)(&image.title()));
    redirect(&ProjectPaths(&caller.project).images());
    Ok(())
}

/// Keeps an image from being used, or lets it be used again.
#[server(prefix = "/fn", endpoint = "turn_image")]
pub async fn set_active(id: ImageId, active: bool) -> Result<()> {
    use crate::{
        forms::{Undo, flash_with_undo},
        request::{caller, redirect, registry},
        shared::paths::ProjectPaths,
        text,
    };
    let caller = caller()?;
    let registry = registry();
    let images = registry.images(&caller);
    let title = images.get(id).await?.title();
    let words = text::change();
    let undo = Undo::Turn {
        id,
        active: !active,
    };
    if active {
        images.reactivate(id).await?;
        flash_with_undo((words.reactivated)(&title), undo);
    } else {
        images.deactivate(id).await?;
        flash_with_undo((words.deactivated)(&title), undo);
    }
    redirect(&ProjectPaths(&caller.project).image(id));
    Ok(())
}

/// Does one thing with several images. Each succeeds or is refused for itself, and the list says which.
#[server(prefix = "/fn", endpoint = "change_images")]
pub async fn change_images(
    ids: String,
    deed: String,
    value: Option<String>,
    /// What is changed only where it is still so: said by who takes something back.
    was: Option<String>,
) -> Result<()> {
    use crate::{
        forms::{bulk_actions, flash_outcome},
        request::{caller, is_form, redirect},
        shared::paths::ProjectPaths,
    };
    let caller = caller()?;
    let action = bulk_actions::BulkAction::of(&deed, value.as_deref(), was.as_deref())?;
    let (outcome, refused) = bulk_actions::each(&caller, &ids, &action).await?;
    // A page tells what was refused; a script to which nothing was done hears why.
    if let (Some(error), false) = (refused, is_form()) {
        return Err(crate::shared::host::refuse(error));
    }
    flash_outcome(outcome);
    redirect(&ProjectPaths(&caller.project).images());
    Ok(())
}

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
    use crate::{
        forms::{Undo, edit, flash_message, flash_with_undo},
        request::{caller, keep_typed, redirect, registry},
        shared::paths::ProjectPaths,
        text,
    };
    let boxes = was.is_some();
    let form = edit::Form {
        name,
        visibility,
        protected: boxes.then_some(protected.is_some()),
        hidden: boxes.then_some(hidden.is_some()),
        min_disk,
        min_ram,
        tags,
        untag,
        properties,
        was: edit::FieldDigests::default(),
    };
    keep_typed(form.typed(was.as_deref()));
    let caller = caller()?;
    let registry = registry();
    let images = registry.images(&caller);
    let image = images.get(id).await?;
    let changes = if let Some(undo) = &undo {
        edit::PreviousValues::read(undo)?.changes()?
    } else {
        let was = was.as_deref().map(edit::FieldDigests::read).transpose()?;
        let was = was.unwrap_or_default();
        edit::Form { was, ..form }.changes(&image)?
    };
    let words = text::change();
    if changes.is_empty() {
        flash_message(words.nothing.to_owned());
    } else {
        let after = images
            .update_as_seen(id, edit::moment(seen)?, &changes)
            .await?;
        flash_with_undo(
            (words.saved)(&after.title()),
            Undo::of_image(&image, &after),
        );
    }
    redirect(&ProjectPaths(&caller.project).image(id));
    Ok(())
}

/// Shares an image with a project, by its name or its id.
#[server(prefix = "/fn", endpoint = "share_image")]
pub async fn share_image(id: ImageId, with: String) -> Result<()> {
    use crate::{
        forms::flash_message,
        request::{caller, identity, knows_all_projects, redirect, refuse_at, registry, typed},
        shared::paths::ProjectPaths,
        text,
    };
    use model::ErrorKind;
    typed(&[("with", &with)]);
    let caller = caller()?;
    let words = text::members();
    let with = with.trim();
    let found = identity().project_called(with).await?;
    let project = match (found, with.parse()) {
        (Some(project), _) => project,
        // Who else knows projects cannot be asked: an id is taken at its word.
        (None, Ok(id)) if !knows_all_projects(&caller) => (id, with.to_owned()),
        _ => return Err(refuse_at("with", ErrorKind::Invalid, (words.unknown)(with))),
    };
    let registry = registry();
    let images = registry.images(&caller);
    let image = images.get(id).await?;
    if image.owner == project.0 {
        let message = (words.own)(&project.1);
        return Err(refuse_at("with", ErrorKind::Invalid, message));
    }
    if let Err(error) = images.share(id, &project.0).await {
        return Err(match error {
            registry::Error::AlreadyMember { .. } => {
                refuse_at("with", error.kind(), (words.already)(&project.1))
            }
            error => error.into(),
        });
    }
    flash_message((words.shared)(&project.1));
    redirect(&ProjectPaths(&caller.project).image(id));
    Ok(())
}

/// Ends the sharing of an image with a project.
#[server(prefix = "/fn", endpoint = "unshare_image")]
pub async fn unshare_image(id: ImageId, with: model::ProjectId) -> Result<()> {
    use crate::{
        forms::flash_message,
        request::{caller, identity, redirect, registry},
        shared::paths::ProjectPaths,
        text,
    };
    let caller = caller()?;
    registry().images(&caller).unshare(id, &with).await?;
    let name = identity().project_name(&with).await?;
    flash_message((text::members().revoked)(
        &name.unwrap_or_else(|| with.to_string()),
    ));
    redirect(&ProjectPaths(&caller.project).image(id));
    Ok(())
}

/// Answers for the project whether it wants an image of another in its list.
#[server(prefix = "/fn", endpoint = "answer_image")]
pub async fn answer_image(id: ImageId, status: MemberStatus) -> Result<()> {
    use crate::{
        forms::{flash_message, flash_with_link},
        request::{caller, redirect, registry},
        shared::paths::ProjectPaths,
        text,
    };
    let caller = caller()?;
    let registry = registry();
    let images = registry.images(&caller);
    images.answer(id, &caller.project, status).await?;
    let title = images.get(id).await?.title();
    let words = text::sharing();
    let here = ProjectPaths(&caller.project);
    match status {
        MemberStatus::Accepted => {
            let list = here.shared_images();
            flash_with_link((words.did_accept)(&title), words.to_accepted, list);
        }
        MemberStatus::Pending | MemberStatus::Rejected | MemberStatus::Other(_) => {
            flash_message((words.did_decline)(&title));
        }
    }
    redirect(&here.sharing());
    Ok(())
}
