use leptos::{prelude::*, server_fn::codec::GetUrl};
use model::{Image, ImageId, OffsetDateTime, Page};
use serde::{Deserialize, Serialize};

use crate::{error::Result, wire::Answer};

/// A page of images, and when it was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    pub page: Page<Image>,
    /// The server's clock. Ages are counted from it, so both halves render the same words.
    #[serde(with = "model::micros")]
    pub now: OffsetDateTime,
}

/// The images the caller may see, newest first, a page at a time.
#[server(prefix = "/fn", endpoint = "list_images", input = GetUrl, output = Answer)]
pub async fn list_images(marker: Option<ImageId>) -> Result<Listing> {
    use crate::ssr::{caller, registry};
    use registry::ImageQuery;
    let query = ImageQuery {
        limit: Some(50),
        marker,
        ..ImageQuery::default()
    };
    let page = registry().images(&caller()?).list(&query).await?;
    Ok(Listing {
        page,
        now: model::now(),
    })
}

/// One image.
#[server(prefix = "/fn", endpoint = "show_image", input = GetUrl, output = Answer)]
pub async fn show_image(id: ImageId) -> Result<Image> {
    use crate::ssr::{caller, registry};
    Ok(registry().images(&caller()?).get(id).await?)
}

/// Deletes an image, and goes back to the list, which says so.
#[server(prefix = "/fn", endpoint = "delete_image", output = Answer)]
pub async fn delete_image(id: ImageId) -> Result<()> {
    use crate::{
        paths,
        ssr::{caller, redirect, registry},
    };
    let caller = caller()?;
    let image = registry().images(&caller).get(id).await?;
    registry().images(&caller).delete(id).await?;
    redirect(&paths::images_without(&image.title()));
    Ok(())
}
