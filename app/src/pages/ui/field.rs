use leptos::prelude::*;

use super::problem::sentence;
use crate::shared::Error;

/// A field of one line, with its name and what helps to fill it in.
#[component]
pub fn Field(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(default = "text")] kind: &'static str,
    /// Its value so far.
    #[prop(default = None)]
    value: Option<String>,
    #[prop(optional)] hint: Option<&'static str>,
    /// What a browser may fill in by itself.
    #[prop(default = "off")]
    complete: &'static str,
    #[prop(optional)] required: bool,
    /// What is wrong with what was typed.
    #[prop(default = None)]
    error: Option<Error>,
) -> impl IntoView {
    let least = (kind == "number").then_some("0");
    let invalid = error.is_some().then_some("true");
    view! {
        <label class="field">
            <span class="field-name">{label}</span>
            <input
                name=name
                type=kind
                min=least
                value=value
                autocomplete=complete
                autocapitalize="none"
                spellcheck="false"
                required=required
                aria-invalid=invalid
            />
            {hint.map(|hint| view! { <span class="field-hint">{hint}</span> })}
            {error.map(|error| view! { <FieldProblem error/> })}
        </label>
    }
}

/// What is wrong with a field, below it.
#[component]
pub fn FieldProblem(error: Error) -> impl IntoView {
    view! {
        <span class="field-problem" role="alert">{sentence(&error.message)}</span>
    }
}
