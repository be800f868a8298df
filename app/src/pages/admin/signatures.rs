use leptos::{prelude::*, server_fn::ServerFn};
use model::ProjectId;

use crate::{
    forms::{RequireSignatures, form_state},
    pages::{current_user::CurrentUser, ui::ProblemBox},
    text::{admin, certificates as words},
};

/// Whether images of a project must be signed.
#[component]
pub fn SignaturesPanel(who: CurrentUser, id: ProjectId, required: bool) -> impl IntoView {
    let text = words();
    let back = form_state::<RequireSignatures>();
    view! {
        <section class="panel">
            <h2>{text.signatures}</h2>
            {back.error.map(|error| view! { <ProblemBox error/> })}
            <form class="form" method="post" action=who.here().action(RequireSignatures::PATH)>
                <input type="hidden" name="id" value=id.to_string()/>
                <div class="field">
                    <label class="tick">
                        <input type="checkbox" name="required" checked=required autocomplete="off"/>
                        {text.required}
                    </label>
                    <span class="field-hint">
                        {text.required_hint} " " <a href=who.here().certificates()>{text.title}</a>
                    </span>
                </div>
                <div class="form-end">
                    <button class="button" data-kind="primary">{admin().save}</button>
                </div>
            </form>
        </section>
    }
}
