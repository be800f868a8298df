use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::ImageId;

use super::{empty::Empty, table::ImageTable};
use crate::{
    api::{Listing, SignedIn, list_images},
    error::Result,
    later::{Fetched, fetched, later_or},
    paths,
    text::text,
    ui::{Notice, PageTitle, Problem, Skeleton, Title},
    upload::{ChooseFiles, Dropzone, Uploads},
    who::signed_in,
};

/// The images of the project; whoever may write can drop more of them anywhere on the page.
#[component]
pub fn ImagesPage() -> impl IntoView {
    let query = use_query_map();
    let uploads = expect_context::<Uploads>();
    // A finished upload is a new first row.
    let source = move || (query.read().get("marker"), uploads.finished());
    let listing = fetched(source, |(marker, _)| async move {
        let marker = marker.map(|marker| marker.parse::<ImageId>()).transpose()?;
        list_images(marker).await
    });

    signed_in(move |who| {
        let writes = who.caller.can_write();
        let body = view! { <Body who listing/> };
        if writes {
            view! { <Dropzone>{body}</Dropzone> }.into_any()
        } else {
            body.into_any()
        }
    })
}

#[component]
fn Body(who: SignedIn, listing: Fetched<Result<Listing>>) -> impl IntoView {
    let text = text();
    let query = use_query_map();
    let deleted = move || {
        query
            .read()
            .get("deleted")
            .map(|name| (text.images.deleted)(&name))
    };
    let project = who.caller.project_name.clone();
    let writes = who.caller.can_write();
    view! {
        <PageTitle object=text.images.title project/>
        <div class="page-head">
            <div>
                <Title>{text.images.title}</Title>
                <p class="lead">{text.images.lead}</p>
            </div>
            {writes.then(|| view! { <ChooseFiles/> })}
        </div>
        {move || deleted().map(|deleted| view! { <Notice>{deleted}</Notice> })}
        {later_or(
            || view! { <Skeleton rows=6/> }.into_any(),
            move || {
                let who = who.clone();
                async move {
                    match listing.await {
                        Ok(listing) => view! { <Shown who listing/> }.into_any(),
                        Err(error) => view! { <Problem error/> }.into_any(),
                    }
                }
            },
        )}
    }
}

/// What the list holds, or that it holds nothing.
#[component]
fn Shown(who: SignedIn, listing: Listing) -> impl IntoView {
    let Listing { page, now } = listing;
    let query = use_query_map();
    let further = query.read_untracked().get("marker").is_some();
    if page.items.is_empty() {
        return view! { <Empty writes=who.caller.can_write() further/> }.into_any();
    }
    view! {
        <ImageTable who images=page.items now/>
        <Pages next=page.next further/>
    }
    .into_any()
}

/// Links to the other pages of the list: ordinary ones, so that they work everywhere and can be sent around.
#[component]
fn Pages(next: Option<String>, further: bool) -> impl IntoView {
    let text = text().images;
    (further || next.is_some()).then(|| {
        view! {
            <nav class="pages" aria-label=text.pages>
                {further.then(|| view! { <a class="button" href=paths::images()>{text.first}</a> })}
                {next.map(|next| {
                    view! {
                        <a class="button" rel="next" href=paths::images_after(&next)>
                            {text.next}
                        </a>
                    }
                })}
            </nav>
        }
    })
}
