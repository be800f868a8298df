//! The fields of the form that changes an image.

use leptos::prelude::*;

use crate::{
    forms::{FieldDigests, FormState, encoded, line},
    pages::ui::FieldProblem,
    shared::Error,
    text::change,
};

/// Lines of a property that are seen at once.
pub(super) const MOST_ROWS: usize = 12;
/// Empty fields for new tags, and for new properties: saving gives as many again.
pub(super) const NEW: usize = 3;

/// The fields, with what was typed where the form came back.
#[derive(Clone)]
pub struct Fields {
    form_state: FormState,
    /// What the fields held when the form that came back was made.
    was: FieldDigests,
    /// Whether the present values are to be shown beside what was typed.
    conflict: bool,
}

impl Fields {
    pub fn new(form_state: FormState, conflict: bool) -> Self {
        let was = form_state
            .typed("was")
            .and_then(|was| FieldDigests::read(&was).ok());
        Self {
            was: was.unwrap_or_default(),
            form_state,
            conflict,
        }
    }

    /// What the fields held when the form that came back was made.
    pub(super) fn was(&self) -> &FieldDigests {
        &self.was
    }

    /// What was typed into `field`.
    pub(super) fn typed(&self, field: &str) -> Option<String> {
        self.form_state.typed(field)
    }

    /// Everything that was typed into the fields of that name.
    pub(super) fn all_typed(&self, field: &str) -> Vec<String> {
        self.form_state.all_typed(field)
    }

    /// What is wrong with `field`.
    pub(super) fn error_at(&self, field: &str) -> Option<Error> {
        self.form_state.error_at(field)
    }

    /// What the field holds: what was typed, if somebody touched it, else what the image has now.
    pub fn value(&self, name: &str, present: &str) -> String {
        let typed = self.form_state.typed(name);
        let touched = typed.filter(|typed| self.was.is_touched(name, &line(typed)));
        touched.unwrap_or_else(|| present.to_owned())
    }

    /// What the value is now, where that is not what was typed.
    pub(super) fn now(&self, value: &str, present: &str) -> Option<AnyView> {
        let text = change();
        let differs = self.conflict && value != present;
        let shown = if present.is_empty() {
            text.empty
        } else {
            present
        };
        let shown = (text.now)(shown);
        differs.then(|| view! { <span class="field-now">{shown}</span> }.into_any())
    }

    /// A field of one line.
    pub fn line(
        &self,
        name: &'static str,
        label: &'static str,
        kind: &'static str,
        present: &str,
    ) -> AnyView {
        let value = self.value(name, present);
        let now = self.now(&value, present);
        let error = self.form_state.error_at(name);
        let invalid = error.is_some().then_some("true");
        let least = (kind == "number").then_some("0");
        view! {
            <label class="field">
                <span class="field-name">{label}</span>
                <input name=name type=kind min=least value=value autocomplete="off" aria-invalid=invalid/>
                {error.map(|error| view! { <FieldProblem error/> })}
                {now}
            </label>
        }
        .into_any()
    }
}

/// The tags, each to be removed, and fields for new ones.
#[component]
pub fn TagFields(form: Fields, tags: Vec<String>) -> impl IntoView {
    let text = change();
    let removed = form.form_state.all_typed("untag");
    let tick = |tag: String| {
        let value = encoded(&tag);
        let ticked = removed.contains(&value);
        view! {
            <label class="tick">
                <input type="checkbox" name="untag[]" value=value checked=ticked/>
                {(text.remove_tag)(&tag)}
            </label>
        }
    };
    let typed = form.form_state.all_typed("tags");
    let more = std::iter::repeat_n(String::new(), NEW);
    let new = typed.into_iter().chain(more).map(|value| {
        view! { <input name="tags[]" maxlength="255" value=value autocomplete="off" aria-label=text.new_tag/> }
    });
    view! {
        <fieldset class="options">
            <legend class="field-name">{text.tags}</legend>
            {tags.into_iter().map(tick).collect_view()}
            <div class="field">
                <span class="field-name">{text.new_tag}</span>
                {new.collect_view()}
            </div>
        </fieldset>
    }
}
