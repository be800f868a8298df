//! The JSON schemas of what this API writes, kept as data beside this file.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use axum::{
    Json,
    extract::{Path, State},
};
use model::ErrorKind;
use serde_json::{Map, Value, json};

use crate::{
    Config,
    extract::RequireCaller,
    problem::{Problem, Result},
};

/// Their names, each with its text.
macro_rules! schemas {
    ($($name:literal),+ $(,)?) => {
        const TEXTS: &[(&str, &str)] = &[$(($name, include_str!(concat!("schemas/", $name, ".json")))),+];
    };
}

schemas!(
    "image",
    "images",
    "member",
    "members",
    "task",
    "tasks",
    "metadefs/namespace",
    "metadefs/namespaces",
    "metadefs/resource_type",
    "metadefs/resource_types",
    "metadefs/property",
    "metadefs/properties",
    "metadefs/object",
    "metadefs/objects",
    "metadefs/tag",
    "metadefs/tags",
);

static SCHEMAS: LazyLock<BTreeMap<&str, Value>> = LazyLock::new(|| {
    let parsed = TEXTS
        .iter()
        .map(|(name, text)| (*name, serde_json::from_str(text).unwrap_or_default()));
    let parsed: BTreeMap<&str, Value> = parsed.collect();
    let whole = |(name, schema): (&&'static str, &Value)| (*name, complete(schema, &parsed));
    parsed.iter().map(whole).collect()
});

/// Shows a schema. glanceclient reads that of an image before it creates or changes one.
///
/// What the operator requires of every image is in it, so that clients can ask for it.
pub async fn show(
    RequireCaller(_): RequireCaller,
    Path(name): Path<String>,
    State(config): State<Arc<Config>>,
) -> Result<Json<Value>> {
    let Json(mut schema) = named(&name)?;
    let required = &config.image.required_properties;
    match name.as_str() {
        "image" => require(&mut schema, required),
        "images" => require(&mut schema["properties"]["images"]["items"], required),
        _ => {}
    }
    Ok(Json(schema))
}

/// Shows the schema of a kind of metadata definition.
pub async fn metadefs(
    RequireCaller(_): RequireCaller,
    Path(name): Path<String>,
) -> Result<Json<Value>> {
    named(&format!("metadefs/{name}"))
}

fn named(name: &str) -> Result<Json<Value>> {
    let schema = SCHEMAS.get(name).cloned();
    schema.map(Json).ok_or_else(|| {
        Problem::new(
            ErrorKind::NotFound,
            format_args!("There is no schema `{name}`."),
        )
    })
}

fn require(schema: &mut Value, names: &[String]) {
    if names.is_empty() {
        return;
    }
    for name in names {
        schema["properties"][name] = json!({
            "type": "string",
            "description": "Every image here must have it.",
            "is_base": false,
        });
    }
    schema["required"] = json!(names);
}

/// A list's schema names the one of its items, `{"$of": "image"}`: this puts it there, and what it refers to at the top.
fn complete(schema: &Value, all: &BTreeMap<&str, Value>) -> Value {
    let mut definitions = None;
    let mut whole = filled(schema, all, &mut definitions);
    if let (Value::Object(fields), Some(definitions)) = (&mut whole, definitions) {
        fields.insert("definitions".to_owned(), definitions);
    }
    whole
}

fn filled(value: &Value, all: &BTreeMap<&str, Value>, definitions: &mut Option<Value>) -> Value {
    let Value::Object(fields) = value else {
        return value.clone();
    };
    let of = fields.get("$of").and_then(Value::as_str);
    let item = of.and_then(|name| all.get(name)).and_then(Value::as_object);
    let mut whole = Map::new();
    for (name, value) in item.into_iter().flatten() {
        if name == "definitions" {
            *definitions = Some(value.clone());
        } else {
            whole.insert(name.clone(), value.clone());
        }
    }
    // What the list says of its items itself counts for more.
    for (name, value) in fields.iter().filter(|(name, _)| *name != "$of") {
        whole.insert(name.clone(), filled(value, all, definitions));
    }
    Value::Object(whole)
}

#[cfg(test)]
mod tests {
    use model::{ContainerFormat, DiskFormat, Visibility};

    use super::*;

    #[test]
    fn every_schema_is_json_and_knows_its_name() {
        assert_eq!(SCHEMAS.len(), 16);
        for (name, schema) in SCHEMAS.iter() {
            assert!(schema["name"].is_string(), "{name}");
            assert!(schema["properties"].is_object(), "{name}");
            assert!(!schema.to_string().contains("$of"), "{name}");
        }
        let items = &SCHEMAS["images"]["properties"]["images"]["items"];
        assert_eq!(items, &SCHEMAS["image"]);
        assert!(SCHEMAS["metadefs/objects"]["definitions"].is_object());
    }

    #[test]
    fn the_schema_of_an_image_knows_every_word_that_is_taken() {
        let words = |field: &str| SCHEMAS["image"]["properties"][field]["enum"].clone();
        let or_null = |words: Vec<&str>| {
            let null = std::iter::once(Value::Null);
            null.chain(words.into_iter().map(Value::from))
                .collect::<Value>()
        };
        let disk = DiskFormat::ALL.iter().map(|word| word.as_str()).collect();
        assert_eq!(words("disk_format"), or_null(disk));
        let container = ContainerFormat::ALL.iter().map(|word| word.as_str());
        assert_eq!(words("container_format"), or_null(container.collect()));
        let visibility = Visibility::ALL.iter().map(|word| word.as_str());
        assert_eq!(words("visibility"), json!(visibility.collect::<Vec<_>>()));
    }
}
