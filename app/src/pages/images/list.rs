use leptos::prelude::*;
use model::{Image, ImageId, Page as Portion};
use registry::ImageQuery;

use super::{empty::Empty, table::ImageTable};
use crate::{
    pages::{Asked, Made, Page, frame::Section, text::images, who::SignedIn},
    ssr::registry,
    ui::Icon,
};

/// How many images a page shows.
const PORTION: usize = 50;

/// The images of the project; whoever may write can drop more of them anywhere on the page.
pub async fn list(asked: Asked) -> Made {
    let who = asked.who()?.clone();
    let marker: Option<ImageId> = asked.query("marker")?;
    let further = marker.is_some();
    let query = ImageQuery {
        limit: Some(PORTION as _),
        marker,
        ..ImageQuery::default()
    };
    let portion = registry().images(&who.caller).list(&query).await?;

    let text = images();
    let writes = who.caller.can_write();
    let body = view! {
        <div class="page-head" data-takes-files=writes.then_some("")>
            <div>
                <h1 tabindex="-1">{text.title}</h1>
                <p class="lead">{text.lead}</p>
            </div>
            {writes.then(|| {
                view! {
                    <button type="button" class="button" data-kind="primary" data-choose-files="">
                        <Icon name="upload"/>
                        {text.upload}
                    </button>
                }
            })}
        </div>
        <Shown who portion further/>
    };
    Page::new(text.title, Section::Images, body)
}

/// What the list holds, or that it holds nothing.
#[component]
fn Shown(who: SignedIn, portion: Portion<Image>, further: bool) -> impl IntoView {
    if portion.items.is_empty() {
        return view! { <Empty who further/> }.into_any();
    }
    view! {
        <ImageTable who=who.clone() images=portion.items now=model::now()/>
        <Pages who next=portion.next further/>
    }
    .into_any()
}

/// Links to the other pages of the list: ordinary ones, so that they work everywhere and can be sent around.
#[component]
fn Pages(who: SignedIn, next: Option<String>, further: bool) -> impl IntoView {
    let text = images();
    (further || next.is_some()).then(|| {
        view! {
            <nav class="pages" aria-label=text.pages>
                {further.then(|| view! { <a class="button" href=who.here().images()>{text.first}</a> })}
                {next.map(|next| {
                    view! {
                        <a class="button" rel="next" href=who.here().images_after(&next)>
                            {text.next}
                        </a>
                    }
                })}
            </nav>
        }
    })
}
