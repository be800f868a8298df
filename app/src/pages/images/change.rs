use leptos::{prelude::*, server_fn::ServerFn};
use model::{Action, ErrorKind, Image, Status, Visibility};

use crate::{
    api::{ChangeImage, TurnImage},
    pages::{
        text::{change, words},
        ui::ProblemBox,
        who::SignedIn,
    },
    ssr::{
        Returned,
        edit::{lines, micros},
        returned,
    },
    ui::Icon,
};

/// The form in which an image is changed. What was typed and refused is still there; what somebody else changed
/// meanwhile stands beside it.
#[component]
pub fn ChangePanel(who: SignedIn, image: Image) -> impl IntoView {
    let text = change();
    let returned = returned::<ChangeImage>();
    let open = returned.error.is_some();
    let conflict = returned
        .error
        .as_ref()
        .is_some_and(|error| error.kind == ErrorKind::Conflict);
    let problem = returned.error.clone().map(|error| {
        if conflict {
            view! { <Meanwhile/> }.into_any()
        } else {
            view! { <ProblemBox error/> }.into_any()
        }
    });
    let form = Fields { returned, conflict };
    let ticked = |name, present| form.value(name, if present { "on" } else { "" }) == "on";
    let (protected, hidden) = (
        ticked("protected", image.protected),
        ticked("hidden", image.hidden),
    );
    let name = image.name.as_ref().map(ToString::to_string);
    let tags = image.tags.join(", ");
    view! {
        <details class="panel fold-panel" open=open>
            <summary>
                <h2>{text.title}</h2>
            </summary>
            {problem}
            <form class="form" method="post" action=who.here().action(ChangeImage::PATH)>
                <input type="hidden" name="id" value=image.id.to_string()/>
                <input type="hidden" name="seen" value=micros(image.updated_at).to_string()/>
                {form.line("name", text.name, "text", &name.unwrap_or_default())}
                <VisibilityField who=who.clone() image=image.clone() chosen=form.value("visibility", image.visibility.as_str())/>
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
                {form.line("tags", text.tags, "text", &tags)}
                {form.area("properties", text.properties, text.properties_hint, &lines(&image))}
                <div class="form-end">
                    <button class="button" data-kind="primary">{text.save}</button>
                </div>
            </form>
        </details>
    }
}

/// Says that somebody else was quicker.
#[component]
fn Meanwhile() -> impl IntoView {
    let text = change();
    view! {
        <div class="problem" role="alert" tabindex="-1">
            <Icon name="warning"/>
            <div>
                <p class="problem-title">{text.meanwhile}</p>
                <p>{text.meanwhile_hint}</p>
            </div>
        </div>
    }
}

/// The fields, with what was typed where the form came back.
struct Fields {
    returned: Returned,
    /// Whether the present values are to be shown beside what was typed.
    conflict: bool,
}

impl Fields {
    fn value(&self, name: &str, present: &str) -> String {
        self.returned
            .typed(name)
            .unwrap_or_else(|| present.to_owned())
    }

    /// What the value is now, where that is not what was typed.
    fn now(&self, name: &str, present: &str) -> Option<AnyView> {
        let text = change();
        let differs = self.conflict && self.value(name, present) != present;
        let shown = if present.is_empty() {
            text.empty
        } else {
            present
        };
        let shown = (text.now)(shown);
        differs.then(|| view! { <span class="field-now">{shown}</span> }.into_any())
    }

    fn line(
        &self,
        name: &'static str,
        label: &'static str,
        kind: &'static str,
        present: &str,
    ) -> AnyView {
        let now = self.now(name, present);
        let least = (kind == "number").then_some("0");
        view! {
            <label class="field">
                <span class="field-name">{label}</span>
                <input name=name type=kind min=least value=self.value(name, present) autocomplete="off"/>
                {now}
            </label>
        }
        .into_any()
    }

    fn area(
        &self,
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        present: &str,
    ) -> AnyView {
        let now = self.now(name, present);
        let value = self.value(name, present);
        let rows = (value.lines().count() + 1).clamp(3, 16).to_string();
        view! {
            <label class="field">
                <span class="field-name">{label}</span>
                <textarea name=name rows=rows spellcheck="false">{value}</textarea>
                <span class="field-hint">{hint}</span>
                {now}
            </label>
        }
        .into_any()
    }
}

/// Who can see it, each choice with what it means.
#[component]
fn VisibilityField(who: SignedIn, image: Image, chosen: String) -> impl IntoView {
    let words = words();
    let offered = |each: &Visibility| match each {
        _ if *each == image.visibility => true,
        Visibility::Public => who.may(Action::Publicize, &image),
        Visibility::Community => who.may(Action::Communitize, &image),
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
pub fn TurnButton(who: SignedIn, image: Image) -> impl IntoView {
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
        <form method="post" action=who.here().action(TurnImage::PATH)>
            <input type="hidden" name="id" value=image.id.to_string()/>
            <button class="button" name="active" value=active title=means>
                <Icon name=icon/>
                {name}
            </button>
        </form>
    }
    .into_any()
}
