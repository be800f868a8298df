//! The fields of properties: known ones with their help and values, others as free text.

use std::collections::BTreeMap;

use leptos::prelude::*;
use metadefs::KnownProperty;

use super::change_fields::{Fields, MOST_ROWS, NEW};
use crate::{
    forms::{area, encoded, of_property},
    pages::ui::{FieldProblem, TextArea},
    shared::Icon,
    text::{change, definitions},
};

/// The list from which a browser offers names.
const NAMES: &str = "known-properties";

/// The properties, each in a field of its own, and fields for new ones.
#[component]
pub fn PropertyFields(
    form: Fields,
    properties: BTreeMap<String, String>,
    /// What is known of properties that images may have.
    known: BTreeMap<String, KnownProperty>,
) -> impl IntoView {
    let text = change();
    let count = properties.len();
    let offered = known
        .values()
        .filter(|one| !properties.contains_key(&one.name));
    let offered = offered.map(offer).collect_view();
    let rows = properties
        .into_iter()
        .enumerate()
        .map(|(at, (name, present))| {
            let known = known.get(&name).cloned();
            view! { <PropertyRow form=form.clone() at name present known/> }
        });
    let rows = rows.collect_view();
    let typed = form
        .all_typed("new.name")
        .into_iter()
        .zip(form.all_typed("new.value"));
    let typed = typed.filter(|(name, value)| !name.is_empty() || !value.is_empty());
    let more = std::iter::repeat_n((String::new(), String::new()), NEW);
    let new = typed.chain(more).enumerate().map(|(at, (name, value))| {
        let (at, error) = (count + at, form.error_at(&of_property(&name)));
        let help = known
            .get(&name)
            .map(|known| view! { <Help known=known.clone()/> });
        view! {
            <div class="form-row">
                <input
                    name=format!("properties[{at}][name]")
                    maxlength="255"
                    value=name
                    list=NAMES
                    autocomplete="off"
                    spellcheck="false"
                    aria-label=text.new_property
                />
                <TextArea
                    name=format!("properties[{at}][value]")
                    value
                    rows=1
                    label=Some(text.new_value.to_owned())
                    invalid=error.is_some()
                />
            </div>
            {error.map(|error| view! { <FieldProblem error/> })}
            {help}
        }
    });
    let hint = if known.is_empty() {
        text.more_rows
    } else {
        text.known_rows
    };
    view! {
        <fieldset class="options">
            <legend class="field-name">{text.properties}</legend>
            {rows}
            <div class="field">
                <span class="field-name">{text.new_property}</span>
                {new.collect_view()}
                <span class="field-hint">{hint}</span>
            </div>
            <datalist id=NAMES>{offered}</datalist>
        </fieldset>
    }
}

/// A name that can be chosen, with what it is called and where it is defined.
fn offer(known: &KnownProperty) -> AnyView {
    let label = format!(
        "{} · {}",
        definitions::shown(&known.definition.title),
        definitions::shown(&known.namespace)
    );
    view! { <option value=known.name.clone()>{label}</option> }.into_any()
}

/// A property that the image has.
#[component]
fn PropertyRow(
    form: Fields,
    at: usize,
    name: String,
    present: String,
    known: Option<KnownProperty>,
) -> impl IntoView {
    let text = change();
    let key = encoded(&name);
    let typed = form
        .typed(&format!("value.{key}"))
        .map(|typed| area(&typed));
    let typed = typed.filter(|typed| form.was().is_touched(&of_property(&name), typed));
    let value = typed.unwrap_or_else(|| present.clone());
    let removed = form.typed(&format!("remove.{key}")).as_deref() == Some("true");
    let now = form.now(&area(&value), &area(&present));
    let error = form.error_at(&of_property(&name));
    let field = format!("properties[{at}][value]");
    let choices = known
        .as_ref()
        .map(KnownProperty::choices)
        .unwrap_or_default();
    let invalid = error.is_some();
    let control = if choices.is_empty() {
        let rows = value.lines().count().clamp(1, MOST_ROWS);
        view! { <TextArea name=field value rows label=Some(name.clone()) invalid/> }.into_any()
    } else {
        view! { <Choices field name=name.clone() value choices invalid/> }.into_any()
    };
    let title = known
        .as_ref()
        .map(|known| definitions::shown(&known.definition.title).to_owned());
    let title = title.map(|title| view! { <span class="aside">{title}</span> });
    view! {
        <div>
            <div class="field">
                <span class="field-name">{name.clone()} " " {title}</span>
                <input type="hidden" name=format!("properties[{at}][key]") value=key/>
                {control}
                {error.map(|error| view! { <FieldProblem error/> })}
                {now}
                {known.map(|known| view! { <Help known/> })}
            </div>
            <label class="tick">
                <input type="checkbox" name=format!("properties[{at}][remove]") checked=removed/>
                {(text.remove_property)(&name)}
            </label>
        </div>
    }
}

/// The values between which one chooses, and the present one where it is none of them.
#[component]
fn Choices(
    field: String,
    name: String,
    value: String,
    choices: Vec<String>,
    invalid: bool,
) -> impl IntoView {
    let other = (!choices.contains(&value)).then(|| value.clone());
    let option = |choice: String| {
        let selected = choice == value;
        view! { <option value=choice.clone() selected=selected>{choice.clone()}</option> }
    };
    let options = other.into_iter().chain(choices).map(option).collect_view();
    view! {
        <span class="select" data-boxed="">
            <select name=field aria-label=name autocomplete="off" aria-invalid=invalid.then_some("true")>
                {options}
            </select>
            <Icon name="down"/>
        </span>
    }
}

/// What a property means.
#[component]
fn Help(known: KnownProperty) -> impl IntoView {
    let help = known
        .definition
        .description
        .as_deref()
        .map(definitions::shown);
    help.map(|help| view! { <span class="field-hint">{help.to_owned()}</span> })
}
