use leptos::prelude::*;

use crate::{
    forms::FormState,
    pages::{current_user::CurrentUser, ui::ProblemBox},
    shared::paths::PLAIN_UPLOAD,
    text::plain_upload,
};

/// The form's id.
pub const FORM: &str = "plain-upload";

/// The form that uploads a file where there is no script: whole, in one request.
#[component]
pub fn PlainUpload(who: CurrentUser, back: FormState) -> impl IntoView {
    let text = plain_upload();
    let name = back.typed("name").unwrap_or_default();
    let FormState { error, .. } = back;
    // The name comes first: it has to be known when the file's bytes begin.
    view! {
        <section class="panel plain-upload" id=FORM data-unscripted="" aria-labelledby="plain-upload-title">
            <h2 id="plain-upload-title">{text.title}</h2>
            <p class="aside">{text.lead}</p>
            {error.map(|error| view! { <ProblemBox error/> })}
            <form method="post" enctype="multipart/form-data" action=who.here().action(PLAIN_UPLOAD) data-plain="">
                <label class="field">
                    <span class="field-name">{text.name}</span>
                    <input name="name" type="text" maxlength="255" value=name aria-describedby="plain-upload-hint"/>
                    <span class="field-hint" id="plain-upload-hint">{text.name_hint}</span>
                </label>
                <label class="field">
                    <span class="field-name">{text.file}</span>
                    <input name="file" type="file" required/>
                </label>
                <button class="button" data-kind="primary">{text.submit}</button>
            </form>
        </section>
    }
}
