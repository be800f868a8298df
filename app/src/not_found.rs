use leptos::prelude::*;
use model::ErrorKind;

use crate::{
    host, paths,
    text::text,
    ui::{Icon, PageTitle},
};

/// The page at every address that is none.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    host::status(ErrorKind::NotFound);
    let text = text();
    view! {
        <PageTitle object=text.frame.not_found/>
        <section class="blank">
            <Icon name="case-empty"/>
            <h1>{text.frame.not_found}</h1>
            <p>{text.frame.not_found_means}</p>
            <a class="button" href=paths::images()>{text.frame.to_images}</a>
        </section>
    }
}
