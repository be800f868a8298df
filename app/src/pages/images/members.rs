use leptos::{prelude::*, server_fn::ServerFn};
use model::{Image, Member, OffsetDateTime, Visibility, now};

use crate::{
    forms::{ShareImage, UnshareImage, form_state},
    pages::{
        current_user::CurrentUser,
        ui::{FieldProblem, ProblemBox, When},
    },
    text::members as words,
};

/// A member and what its project is called.
pub struct NamedMember {
    pub member: Member,
    pub name: String,
}

/// With whom an image is shared, what each has answered, and the way to one more.
#[component]
pub fn MembersPanel(who: CurrentUser, image: Image, members: Vec<NamedMember>) -> impl IntoView {
    let text = words();
    let shared = image.visibility == Visibility::Shared;
    let body = if shared {
        view! { <Shared who image members/> }.into_any()
    } else {
        view! { <p class="aside">{text.not_shared}</p> }.into_any()
    };
    view! {
        <section class="panel">
            <h2>{text.title}</h2>
            {body}
        </section>
    }
}

#[component]
fn Shared(who: CurrentUser, image: Image, members: Vec<NamedMember>) -> impl IntoView {
    let text = words();
    let now = now();
    let refused = form_state::<ShareImage>();
    let typed = refused.typed("with").unwrap_or_default();
    let wrong = refused.error_at("with");
    let none = members.is_empty();
    let rows = members
        .into_iter()
        .map(|named| view! { <Row who=who.clone() image=image.clone() named now/> })
        .collect_view();
    view! {
        {if none {
            view! { <p class="aside">{text.nobody}</p> }.into_any()
        } else {
            view! { <ul class="members">{rows}</ul> }.into_any()
        }}
        {refused.error_beside(&["with"]).map(|error| view! { <ProblemBox error/> })}
        <form class="form-actions" method="post" action=who.here().action(ShareImage::PATH)>
            <input type="hidden" name="id" value=image.id.to_string()/>
            <label class="field">
                <span class="field-name">{text.project}</span>
                <input
                    name="with"
                    required
                    maxlength="255"
                    autocomplete="off"
                    spellcheck="false"
                    value=typed
                    aria-invalid=wrong.is_some().then_some("true")
                />
                {wrong.map(|error| view! { <FieldProblem error/> })}
            </label>
            <button class="button">{text.add}</button>
            <p class="field-hint">{text.hint}</p>
        </form>
    }
}

#[component]
fn Row(who: CurrentUser, image: Image, named: NamedMember, now: OffsetDateTime) -> impl IntoView {
    let text = words();
    let NamedMember { member, name } = named;
    view! {
        <li data-key=member.project.to_string()>
            <div>
                <p class="members-name">{name.clone()}</p>
                <p class="aside">
                    {(text.status)(member.status)} " · " <When at=member.created_at now/>
                </p>
            </div>
            <form method="post" action=who.here().action(UnshareImage::PATH)>
                <input type="hidden" name="id" value=image.id.to_string()/>
                <input type="hidden" name="with" value=member.project.to_string()/>
                <button class="button" data-size="small" title=text.revoke_means aria-label=(text.revoke_named)(&name)>
                    {text.revoke}
                </button>
            </form>
        </li>
    }
}
