use model::Invalid;
use serde_json::{Map, Value};

use super::{Format, pointer};

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Add,
    Replace,
    Remove,
}

impl Verb {
    const ALL: [(&str, Self); 3] = [
        ("add", Self::Add),
        ("replace", Self::Replace),
        ("remove", Self::Remove),
    ];

    fn named(word: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(have, _)| *have == word);
        found.map(|(_, verb)| *verb)
    }
}

/// One operation of a patch.
#[derive(Debug)]
pub struct Operation<'a> {
    pub verb: Verb,
    pub name: String,
    /// There unless the operation removes.
    pub value: Option<&'a Value>,
}

impl<'a> Operation<'a> {
    /// Reads one in either format.
    pub fn read(format: Format, item: &'a Value) -> Result<Self, Invalid> {
        let fields = item
            .as_object()
            .ok_or_else(|| Invalid("An operation is not an object.".to_owned()))?;
        let (verb, path) = match format {
            Format::Final => verb_and_path(fields)?,
            Format::Draft4 => verb_with_path(fields)?,
        };
        let path = path
            .as_str()
            .ok_or_else(|| Invalid::new("path", "is not a string"))?;
        let name = pointer::name(path)?;
        let value =
            match verb {
                Verb::Remove => None,
                _ => Some(fields.get("value").ok_or_else(|| {
                    Invalid::new("value", format_args!("is missing at `{path}`"))
                })?),
            };
        Ok(Self { verb, name, value })
    }
}

fn verb_and_path(fields: &Map<String, Value>) -> Result<(Verb, &Value), Invalid> {
    let word = fields.get("op").and_then(Value::as_str);
    let word =
        word.ok_or_else(|| Invalid::new("op", "is missing; it is one of add, replace, remove"))?;
    let verb = Verb::named(word).ok_or_else(|| {
        Invalid::new(
            "op",
            format_args!("`{word}` is not one of add, replace, remove"),
        )
    })?;
    let path = fields
        .get("path")
        .ok_or_else(|| Invalid::new("path", "is missing"))?;
    Ok((verb, path))
}

fn verb_with_path(fields: &Map<String, Value>) -> Result<(Verb, &Value), Invalid> {
    let mut found = Verb::ALL
        .iter()
        .filter_map(|(word, verb)| Some((*verb, fields.get(*word)?)));
    match (found.next(), found.next()) {
        (Some(operation), None) => Ok(operation),
        _ => Err(Invalid(
            "An operation holds exactly one of add, replace and remove.".to_owned(),
        )),
    }
}
