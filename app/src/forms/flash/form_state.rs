//! A form that was refused: its page shows why, and what was typed.

use leptos::{prelude::use_context, server_fn::ServerFn};
use serde::{Deserialize, Serialize};

use super::{FlashSlots, arrived, locked};
use crate::shared::Error;

/// What a form comes back with that was refused: why, and what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormState {
    pub error: Option<Error>,
    /// The fields that may be shown again, by name; never a password.
    pub typed: Vec<(String, String)>,
}

impl FormState {
    /// What was typed into `field`.
    pub fn typed(&self, field: &str) -> Option<String> {
        let (_, value) = self.typed.iter().find(|(name, _)| name == field)?;
        Some(value.clone())
    }

    /// Everything that was typed into the fields of that name.
    pub fn all_typed(&self, field: &str) -> Vec<String> {
        let of_field = self.typed.iter().filter(|(name, _)| name == field);
        of_field.map(|(_, value)| value.clone()).collect()
    }

    /// The error, if it is about `field`: it is shown there.
    pub fn error_at(&self, field: &str) -> Option<Error> {
        let error = self.error.as_ref()?;
        (error.field.as_deref() == Some(field)).then(|| error.clone())
    }

    /// The error, unless one of `fields` shows it.
    pub fn error_beside(&self, fields: &[&str]) -> Option<Error> {
        let error = self.error.as_ref()?;
        let field = error.field.as_deref();
        let shown = field.is_some_and(|field| fields.contains(&field));
        (!shown).then(|| error.clone())
    }
}

/// A form that was refused, and the server function that it asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RefusedForm {
    pub(super) function: String,
    pub(super) returned: FormState,
}

impl RefusedForm {
    pub(super) fn new(function: &str, error: &Error, typed: Vec<(String, String)>) -> Self {
        let mut error = error.clone();
        error.field = error.field.or_else(|| field_of(&error.message, &typed));
        Self {
            function: function.to_owned(),
            returned: FormState {
                error: Some(error),
                typed,
            },
        }
    }
}

/// Keeps `fields` for the page, should the form be refused: what was typed and may be shown again.
pub fn typed(fields: &[(&str, &str)]) {
    let fields = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    keep_typed(fields.collect());
}

/// Keeps `fields` for the page, should the form be refused.
pub fn keep_typed(fields: Vec<(String, String)>) {
    if let Some(slots) = use_context::<FlashSlots>() {
        locked(&slots.typed, |typed| *typed = fields);
    }
}

/// What the form of the server function `F` brought back with this request. It is told once: a reload shows an empty
/// form.
pub fn form_state<F: ServerFn>() -> FormState {
    form_state_of(F::PATH)
}

/// What the form sent to `function` brought back with this request.
pub fn form_state_of(function: &str) -> FormState {
    let form = arrived(|flash| flash.form.take_if(|form| form.function == function));
    form.map_or_else(FormState::default, |form| form.returned)
}

/// Why a form was refused that is not on this page, or shows no errors itself.
pub fn refused_elsewhere() -> Option<Error> {
    arrived(|flash| flash.form.take())?.returned.error
}

/// The field that a sentence begins with, as `name is …` or `project.name is …`, if that is one of the form's.
fn field_of(message: &str, typed: &[(String, String)]) -> Option<String> {
    let first = message.split(' ').next()?;
    let name = first.rsplit('.').next()?;
    let is_field = typed.iter().any(|(field, _)| field == name);
    is_field.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_about_a_field_names_it() {
        let typed = vec![("name".to_owned(), String::new())];
        let of = |message| field_of(message, &typed);
        assert_eq!(
            of("project.name is not 1 to 64 characters long").as_deref(),
            Some("name")
        );
        assert_eq!(of("name is too long").as_deref(), Some("name"));
        assert_eq!(of("nothing of the kind"), None);
    }
}
