use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};
use model::{Image, ImageId};

use super::one::{Trail, with_image};
use crate::{
    Error,
    api::{DeleteImage, SignedIn, delete_image},
    later::later,
    paths,
    returned::use_returned,
    submission::Submission,
    text::text,
    ui::{Icon, PageTitle, ProblemBox, Title},
};

/// Asks before an image is deleted. A page rather than a dialog: it has an address and needs no script.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    let deletion = Submission::new();
    let returned = use_returned(DeleteImage::PATH);
    with_image(move |who, image| {
        later(move || {
            let (who, image) = (who.clone(), image.clone());
            async move {
                let refused = returned.await.error;
                view! { <Question deletion refused who image/> }.into_any()
            }
        })
    })
}

#[component]
fn Question(
    deletion: Submission,
    /// Why a form that was sent without a script was refused.
    refused: Option<Error>,
    who: SignedIn,
    image: Image,
) -> impl IntoView {
    let text = text().images;
    let question = (text.delete_question)(&image.title());
    let id = image.id;
    let protected = image.protected;
    view! {
        <PageTitle object=question.clone() project=who.caller.project_name/>
        <Trail image/>
        <section class="question">
            <Title>{question}</Title>
            <p>{if protected { text.delete_protected } else { text.delete_means }}</p>
            {move || deletion.error().or_else(|| refused.clone()).map(|error| view! { <ProblemBox error/> })}
            <div class="question-answers">
                {(!protected).then(|| view! { <Answer deletion id/> })}
                <a class="button" href=paths::image(id)>{text.cancel}</a>
            </div>
        </section>
    }
}

#[component]
fn Answer(deletion: Submission, id: ImageId) -> impl IntoView {
    let text = text().images;
    // Without leaving the page: uploads under way go on.
    let here = move |event: SubmitEvent| {
        event.prevent_default();
        deletion.send(delete_image(id));
    };
    view! {
        <form method="post" action=DeleteImage::url() on:submit=here>
            <input type="hidden" name="id" value=id.to_string()/>
            <button class="button" data-kind="danger" disabled=move || deletion.is_pending()>
                <Icon name="bin"/>
                {move || if deletion.is_pending() { text.deleting } else { text.delete_confirm }}
            </button>
        </form>
    }
}
