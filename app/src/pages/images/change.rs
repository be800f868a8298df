use std::collections::BTreeMap;

use leptos::{prelude::*, server_fn::ServerFn};
use metadefs::KnownProperty;
use model::{ErrorKind, Image, ImageAction, Status, Visibility};

use super::{
    change_fields::{Fields, TagFields},
    property_fields::PropertyFields,
    signature::is_fixed,
};
use crate::{
    forms::{ChangeImage, FieldDigests, FormState, SetActive, micros},
    pages::{current_user::CurrentUser, ui::ProblemBox},
    shared::Icon,
    text::{change, words},
};

/// The fields that show themselves what is wrong with them.
const FIELDS: [&str; 3] = ["name", "min_disk", "min_ram"];

/// The form in which an image is changed. What was typed and refused is still there; what somebody else changed
/// meanwhile stands beside it.
#[component]
pub fn ChangePanel(
    who: CurrentUser,
    image: Image,
    /// The form as it came back, if it was refused.
    form_state: FormState,
    /// Who changed the image last, and when, where that is why the form came back.
    by: Option<(String, String)>,
    /// What is known of properties that images may have.
    known: BTreeMap<String, KnownProperty>,
) -> impl IntoView {
    let text = change();
    let open = form_state.error.is_some();
    let conflict = is_conflict(&form_state);
    let problem = if conflict {
        Some(view! { <ConflictNotice by/> }.into_any())
    } else {
        let error = form_state.error_beside(&FIELDS);
        error.map(|error| view! { <ProblemBox error/> }.into_any())
    };
    let form = Fields::new(form_state, conflict);
    let ticked = |name, present: bool| form.value(name, &present.to_string()) == "true";
    let (protected, hidden) = (
        ticked("protected", image.protected),
        ticked("hidden", image.hidden),
    );
    let name = image.name.as_ref().map(ToString::to_string);
    // What the server notes of an image, and what it was verified with, is not for people to change.
    let mut properties = image.properties.clone();
    properties.retain(|name, _| !name.starts_with("os_glance") && !is_fixed(&image, name));
    view! {
        <details class="panel fold-panel" open=open>
            <summary>
                <h2>{text.title}</h2>
            </summary>
            {problem}
            <form class="form" method="post" action=who.here().action(ChangeImage::PATH)>
                <input type="hidden" name="id" value=image.id.to_string()/>
                <input type="hidden" name="seen" value=micros(image.updated_at).to_string()/>
                <input type="hidden" name="was" value=FieldDigests::of(&image).written()/>
                {form.line("name", text.name, "text", &name.unwrap_or_default())}
                <VisibilityField
                    who=who.clone()
                    image=image.clone()
                    chosen=form.value("visibility", image.visibility.as_str())
                />
                <label class="tick">
                    <input type="checkbox" name="protected" checked=protected/>
                    {text.protected}
                </label>
                <label class="tick">
                    <input type="checkbox" name="hidden" checked=hidden/>
                    {text.hidden}
                </label>
                <div class="form-row">
                    {form.line("min_disk", text.min_disk, "number", &image.min_disk.to_string())}
                    {form.line("min_ram", text.min_ram, "number", &image.min_ram.to_string())}
                </div>
                <TagFields form=form.clone() tags=image.tags/>
                <PropertyFields form properties known/>
                <div class="form-end">
                    <button class="button" data-kind="primary">{text.save}</button>
                </div>
            </form>
        </details>
    }
}

/// Whether the form came back because somebody else changed the image.
pub fn is_conflict(form_state: &FormState) -> bool {
    let error = form_state.error.as_ref();
    error.is_some_and(|error| error.kind == ErrorKind::Conflict)
}

/// Says that the image was changed meanwhile.
#[component]
fn ConflictNotice(by: Option<(String, String)>) -> impl IntoView {
    let text = change();
    let by = by.map(|(name, at)| (text.changed_by)(&name, &at));
    view! {
        <div class="problem" role="alert" tabindex="-1">
            <Icon name="warning"/>
            <div>
                <p class="problem-title">{text.meanwhile}</p>
                {by.map(|by| view! { <p>{by}</p> })}
                <p>{text.meanwhile_hint}</p>
            </div>
        </div>
    }
}
/// Who can see it, each choice with what it means.
#[component]
fn VisibilityField(who: CurrentUser, image: Image, chosen: String) -> impl IntoView {
    let words = words();
    let offered = |each: &Visibility| match each {
        _ if *each == image.visibility => true,
        Visibility::Public => who.may(ImageAction::Publicize, &image),
        Visibility::Community => who.may(ImageAction::Communitize, &image),
        Visibility::Private | Visibility::Shared => true,
        Visibility::Other(_) => false,
    };
    // One that a newer release has set can be kept.
    let unknown = Some(image.visibility).filter(|each| !each.is_recognized());
    let option = |each: Visibility| {
        view! {
            <label class="option">
                <input type="radio" name="visibility" value=each.as_str() checked=each.as_str() == chosen/>
                <span>
                    <span class="option-name">{(words.visibility)(each)}</span>
                    <span class="aside">{(words.visibility_means)(each)}</span>
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="options">
            <legend class="field-name">{change().visibility}</legend>
            {Visibility::ALL.iter().copied().chain(unknown).filter(offered).map(option).collect_view()}
        </fieldset>
    }
}

/// Keeps an active image from being used, or lets it be used again.
#[component]
pub fn SetActiveButton(who: CurrentUser, image: Image) -> impl IntoView {
    let text = change();
    let (active, name, icon, means) = match image.status {
        Status::Active => (
            "false",
            text.deactivate,
            "pause",
            Some(text.deactivate_means),
        ),
        Status::Deactivated => ("true", text.reactivate, "play", None),
        _ => return ().into_any(),
    };
    view! {
        <form method="post" action=who.here().action(SetActive::PATH)>
            <input type="hidden" name="id" value=image.id.to_string()/>
            <button class="button" name="active" value=active title=means>
                <Icon name=icon/>
                {name}
            </button>
        </form>
    }
    .into_any()
}
