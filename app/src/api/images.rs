use leptos::prelude::*;
use model::ImageId;

use crate::error::Result;

/// Deletes an image, and goes back to the list, which says so.
#[server(prefix = "/fn", endpoint = "delete_image")]
pub async fn delete_image(id: ImageId) -> Result<()> {
    use crate::{
        paths::In,
        ssr::{caller, redirect, registry, say, words},
    };
    let caller = caller()?;
    let image = registry().images(&caller).get(id).await?;
    registry().images(&caller).delete(id).await?;
    say((words::images().deleted)(&image.title()));
    redirect(&In(&caller.project).images());
    Ok(())
}
