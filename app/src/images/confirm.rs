use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};
use model::{Image, ImageId};

use super::one::{Trail, with_image};
use crate::{
    api::{DeleteImage, SignedIn},
    paths,
    text::text,
    ui::{Icon, PageTitle, ProblemBox, Title},
};

/// Asks before an image is deleted. A page rather than a dialog: it has an address and needs no script.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    let action = ServerAction::<DeleteImage>::new();
    with_image(move |who, image| view! { <Question action who image/> }.into_any())
}

#[component]
fn Question(action: ServerAction<DeleteImage>, who: SignedIn, image: Image) -> impl IntoView {
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
            {move || action.value().get().and_then(Result::err).map(|error| view! { <ProblemBox error/> })}
            <div class="question-answers">
                {(!protected).then(|| view! { <Answer action id/> })}
                <a class="button" href=paths::image(id)>{text.cancel}</a>
            </div>
        </section>
    }
}

#[component]
fn Answer(action: ServerAction<DeleteImage>, id: ImageId) -> impl IntoView {
    let text = text().images;
    let pending = action.pending();
    // Without leaving the page: uploads under way go on.
    let here = move |event: SubmitEvent| {
        event.prevent_default();
        action.dispatch(DeleteImage { id });
    };
    view! {
        <form method="post" action=DeleteImage::url() on:submit=here>
            <input type="hidden" name="id" value=id.to_string()/>
            <button class="button" data-kind="danger" disabled=move || pending.get()>
                <Icon name="bin"/>
                {move || if pending.get() { text.deleting } else { text.delete_confirm }}
            </button>
        </form>
    }
}
