use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::{ErrorKind, Image, ImageId};

use crate::{
    Error,
    api::{SignedIn, show_image},
    error::Result,
    later::{Fetched, fetched, later},
    paths,
    text::text,
    ui::{Icon, ProblemPage},
    who::signed_in,
};

/// The image that the address names.
pub fn use_image() -> Fetched<Result<Image>> {
    let params = use_params_map();
    fetched(
        move || params.read().get("id"),
        |id| async move {
            let id = id.and_then(|id| id.parse::<ImageId>().ok());
            let id =
                id.ok_or_else(|| Error::new(ErrorKind::NotFound, "the address holds no image id"))?;
            show_image(id).await
        },
    )
}

/// Shows `page` of the one image, to whoever is signed in.
pub fn with_image(
    page: impl Fn(SignedIn, Image) -> AnyView + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let image = use_image();
    signed_in(move |who| {
        let page = page.clone();
        later(move || {
            let (page, who) = (page.clone(), who.clone());
            async move {
                match image.await {
                    Ok(image) => page(who, image),
                    Err(error) => view! { <ProblemPage error/> }.into_any(),
                }
            }
        })
    })
}

/// The way back from an image, and from a page about it.
#[component]
pub fn Trail(
    /// The image above this page, where the page is not the image's own.
    #[prop(optional)]
    image: Option<Image>,
) -> impl IntoView {
    let text = text().images;
    view! {
        <nav class="trail" aria-label=text.trail>
            <ol>
                <li>
                    <a href=paths::images()>{text.title}</a>
                </li>
                {image.map(|image| {
                    view! {
                        <li>
                            <Icon name="next"/>
                            <a href=paths::image(image.id)>{image.title()}</a>
                        </li>
                    }
                })}
            </ol>
        </nav>
    }
}
