use leptos::{prelude::*, server_fn::ServerFn};
use model::{ImageId, Policy};

use crate::{
    forms::{DeleteImage, form_state},
    pages::{
        Page, PageRequest, PageResult,
        frame::Section,
        ui::{Breadcrumbs, ProblemBox},
    },
    request::registry,
    shared::Icon,
    text::images,
};

/// Asks before an image is deleted. A page rather than a dialog: it has an address and needs no script.
pub async fn confirm(asked: PageRequest) -> PageResult {
    let who = asked.who()?;
    let here = who.here();
    let id: ImageId = asked.part("id")?;
    let image = registry().images(&who.caller).get(id).await?;
    // Nobody is asked whether to do what they may not.
    if !who.sees_deletion(&image) {
        return Err(registry::Error::NotAllowed(Policy::DeleteImage).into());
    }
    let refused = form_state::<DeleteImage>().error;

    let text = images();
    let question = (text.delete_question)(&image.title());
    let means = if image.protected {
        text.delete_protected
    } else {
        text.delete_means
    };
    let above = vec![
        (text.title.to_owned(), here.images()),
        (image.title(), here.image(id)),
    ];
    let body = view! {
        <Breadcrumbs above/>
        <section class="question">
            <h1 tabindex="-1">{question.clone()}</h1>
            <p>{means}</p>
            {refused.map(|error| view! { <ProblemBox error/> })}
            <div class="question-answers">
                {(!image.protected).then(|| {
                    view! {
                        <form method="post" action=here.action(DeleteImage::PATH)>
                            <input type="hidden" name="id" value=id.to_string()/>
                            <button class="button" data-kind="danger">
                                <Icon name="bin"/>
                                {text.delete_confirm}
                            </button>
                        </form>
                    }
                })}
                <a class="button" href=here.image(id)>{text.cancel}</a>
            </div>
        </section>
    };
    Page::new(question, Section::Images, body)
}
