use leptos::prelude::*;
use model::ImageId;

use super::{Undo, flash_message, flash_with_undo};
use crate::{
    request::{caller, redirect, registry},
    shared::{Result, paths::ProjectPaths},
    text,
};

/// Deletes an image, and goes back to the list, which says so.
#[server(prefix = "/fn", endpoint = "delete_image")]
pub async fn delete_image(id: ImageId) -> Result<()> {
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
