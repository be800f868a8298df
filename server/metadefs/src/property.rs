use model::Invalid;
use regex::RegexBuilder;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Number, Value};

use crate::limits::{PATTERN_BYTES, PROPERTY_BYTES};

/// The definition of a property, in the terms of [JSON Schema](https://json-schema.org/draft-04/json-schema-validation) that the Image API uses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a property definition",
    rename_all = "camelCase"
)]
pub struct Property {
    /// Where a definition is listed under its name, it may say the name too.
    #[serde(default, skip_serializing)]
    pub name: Option<String>,
    pub title: String,
    #[serde(rename = "type", deserialize_with = "present")]
    pub kind: Option<PropertyType>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How a value may be compared in a search, like `<or>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operators: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "enum")]
    pub choices: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readonly: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Items>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unique_items: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional_items: Option<bool>,
}

/// What the items of a list are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "what the items of a list are")]
pub struct Items {
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "type")]
    pub kind: Option<PropertyType>,
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "enum")]
    pub choices: Option<Vec<Value>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PropertyType {
    Array,
    Boolean,
    Integer,
    Number,
    Object,
    String,
}

/// A field that may be null, and may not be missing.
fn present<'de, D: Deserializer<'de>>(value: D) -> Result<Option<PropertyType>, D::Error> {
    Option::deserialize(value)
}

/// How deep values may be nested: readers of JSON refuse what is much deeper.
const DEPTH: usize = 16;

impl Property {
    /// Refuses what is well formed and makes no sense; `path` is where it stands in the request.
    pub(crate) fn check(&self, path: &str) -> Result<(), Invalid> {
        let field = |name: &str| match path {
            "" => name.to_owned(),
            _ => format!("{path}.{name}"),
        };
        if let Some(pattern) = &self.pattern {
            let compiled = RegexBuilder::new(pattern).size_limit(PATTERN_BYTES).build();
            compiled.map_err(|error| {
                let why = format_args!("is not a regular expression that is supported: {error}");
                Invalid::new(&field("pattern"), why)
            })?;
        }
        let ranges = [
            (
                "minimum",
                "maximum",
                self.minimum.clone(),
                self.maximum.clone(),
            ),
            (
                "minLength",
                "maxLength",
                self.min_length.map(Number::from),
                self.max_length.map(Number::from),
            ),
            (
                "minItems",
                "maxItems",
                self.min_items.map(Number::from),
                self.max_items.map(Number::from),
            ),
        ];
        for (low, high, from, to) in ranges {
            if from
                .zip(to)
                .is_some_and(|(from, to)| from.as_f64() > to.as_f64())
            {
                return Err(Invalid::new(&field(low), format_args!("is above {high}")));
            }
        }
        let values = self.choices.iter().flatten().chain(&self.default);
        if values.into_iter().any(|value| is_deeper(value, DEPTH)) {
            let name = if self
                .default
                .as_ref()
                .is_some_and(|value| is_deeper(value, DEPTH))
            {
                "default"
            } else {
                "enum"
            };
            let why = format_args!("is nested more than {DEPTH} deep");
            return Err(Invalid::new(&field(name), why));
        }
        let json = self.json();
        let place = if path.is_empty() {
            "the property"
        } else {
            path
        };
        if json.contains("\\u0000") && holds_nul(&serde_json::to_value(self).unwrap_or_default()) {
            return Err(Invalid::new(place, "contains a NUL character"));
        }
        if json.len() > PROPERTY_BYTES {
            let why = format_args!("takes {} bytes; the most is {PROPERTY_BYTES}", json.len());
            return Err(Invalid::new(place, why));
        }
        Ok(())
    }

    /// As it is stored.
    pub(crate) fn json(&self) -> String {
        // Strings and numbers only: writing them does not fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Whether there are values in values more than so often.
fn is_deeper(value: &Value, depth: usize) -> bool {
    let within = |value: &Value| depth == 0 || is_deeper(value, depth - 1);
    match value {
        Value::Array(list) => list.iter().any(within),
        Value::Object(fields) => fields.values().any(within),
        _ => false,
    }
}

/// Whether a text in it has a NUL.
fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(list) => list.iter().any(holds_nul),
        Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| name.contains('\0') || holds_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::parse;

    fn refusal(property: Value) -> String {
        let parsed = parse::<Property>(property).and_then(|property| property.check(""));
        parsed.expect_err("refused").0
    }

    #[test]
    fn a_refusal_begins_with_the_field() {
        let begins = |property: Value, start: &str| {
            let why = refusal(property);
            assert!(why.starts_with(start), "{why}");
        };
        begins(json!({ "title": "T", "type": "blob" }), "type is not");
        begins(json!({ "title": 5, "type": "string" }), "title is not");
        begins(
            json!({ "title": "T", "type": "integer", "minimum": "1" }),
            "minimum is not",
        );
        begins(
            json!({ "title": "T", "type": "integer", "minimum": 2, "maximum": 1.5 }),
            "minimum is above",
        );
        begins(
            json!({ "title": "T", "type": "string", "minLength": -1 }),
            "minLength is not",
        );
        begins(
            json!({ "title": "T", "type": "string", "pattern": "(" }),
            "pattern is not",
        );
        begins(
            json!({ "title": "T", "type": "array", "items": { "type": "x" } }),
            "items.type is not",
        );
        begins(
            json!({ "title": "T\0", "type": "string" }),
            "the property contains",
        );
        let deep = (0..20).fold(json!(1), |inner, _| json!([inner]));
        begins(
            json!({ "title": "T", "type": "array", "default": deep }),
            "default is nested",
        );
        assert!(refusal(json!({ "type": "string" })).contains("`title`"));
        assert!(refusal(json!({ "title": "T" })).contains("`type`"));
        assert!(
            refusal(json!({ "title": "T", "type": "string", "colour": 1 })).contains("`colour`")
        );
    }

    #[test]
    fn a_pattern_that_would_take_much_memory_is_refused() {
        let why = refusal(json!({ "title": "T", "type": "string", "pattern": "(\\w{100}){1000}" }));
        assert!(why.starts_with("pattern"), "{why}");
    }

    #[test]
    fn a_property_is_written_as_it_was_read() {
        let all = json!({
            "title": "T", "type": "array", "description": "d", "operators": ["<or>"], "required": ["a"], "minimum": 1, "maximum": 2.5,
            "minLength": 0, "maxLength": 9, "pattern": "^a$", "enum": ["a", 1, null], "readonly": true, "default": { "a": [] },
            "items": { "type": "string", "enum": ["x"] }, "minItems": 0, "maxItems": 3, "uniqueItems": true, "additionalItems": false,
        });
        let property: Property = parse(all.clone()).expect("valid");
        property.check("").expect("it makes sense");
        assert_eq!(
            serde_json::from_str::<Value>(&property.json()).expect("JSON"),
            all
        );
    }
}
