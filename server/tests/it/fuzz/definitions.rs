//! Bodies for the endpoints of metadata definitions: a valid one in which one value is often another.

use serde_json::{Value, json};

use super::{bodies::value, paths::Ids, rng::Rng};

/// Names of namespaces, properties, objects and tags; the first ones are there.
pub const NAMES: &[&str] = &[
    "Paint",
    "colour",
    "paint",
    "OS::Glance::Image",
    "OS::Nova::Flavor",
    "hw_colour",
    "new",
    "",
    "a/b",
    "\0",
    "\u{e4}",
    "%",
];

/// The path of an endpoint, with names that are often there.
pub fn path(path: &str, rng: &mut Rng) -> String {
    let parts = path.split('/').map(|part| match part {
        "{namespace}" if !rng.once_in(4) => "Paint".to_owned(),
        part if part.starts_with('{') => super::queries::encoded(rng.pick(NAMES)),
        part => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

pub fn body(rng: &mut Rng, path: &str, ids: &Ids) -> Value {
    let mut body = match path {
        _ if path.ends_with("/resource_types") => {
            json!({ "name": rng.pick(NAMES), "prefix": "p_", "properties_target": "image" })
        }
        _ if path.contains("/properties") => property(rng, true),
        _ if path.contains("/objects") => object(rng),
        _ if path.ends_with("/tags") => {
            json!({ "tags": [{ "name": rng.pick(NAMES) }, { "name": rng.pick(NAMES) }] })
        }
        _ if path.contains("/tags/") => json!({ "name": rng.pick(NAMES) }),
        _ => namespace(rng),
    };
    if rng.once_in(2) {
        spoil(&mut body, rng, ids);
    }
    body
}

fn namespace(rng: &mut Rng) -> Value {
    json!({
        "namespace": rng.pick(NAMES), "display_name": "N", "description": "d", "visibility": rng.pick(&["public", "private"]),
        "protected": rng.once_in(3), "resource_type_associations": [{ "name": "OS::Glance::Image", "prefix": "hw_" }],
        "properties": { rng.pick(NAMES): property(rng, false) }, "objects": [object(rng)], "tags": [{ "name": rng.pick(NAMES) }],
    })
}

fn object(rng: &mut Rng) -> Value {
    json!({ "name": rng.pick(NAMES), "description": "d", "required": [], "properties": { rng.pick(NAMES): property(rng, false) } })
}

fn property(rng: &mut Rng, named: bool) -> Value {
    let mut property = json!({
        "title": "T", "type": rng.pick(&["string", "integer", "array", "boolean"]), "minimum": rng.below(3), "maximum": rng.below(3),
        "pattern": rng.pick(&["^a$", "(", "(a|b)*c", "\\p{L}{99}", "(?=a)"]), "enum": ["a", 1], "default": 1, "items": { "type": "string" },
    });
    if named {
        property["name"] = json!(rng.pick(NAMES));
    }
    property
}

/// Makes one value in it another, or adds one.
fn spoil(body: &mut Value, rng: &mut Rng, ids: &Ids) {
    match body {
        Value::Object(fields) if !fields.is_empty() => {
            let at = rng.below(fields.len());
            match rng.below(4) {
                0 => {
                    let name =
                        rng.pick(&["self", "schema", "created_at", "owner", "colour", "name"]);
                    fields.insert(name.to_owned(), value(rng, ids, 2));
                }
                1 => {
                    let name = fields.keys().nth(at).cloned().unwrap_or_default();
                    fields.remove(&name);
                }
                _ => fields
                    .values_mut()
                    .nth(at)
                    .into_iter()
                    .for_each(|field| spoil(field, rng, ids)),
            }
        }
        Value::Array(list) if !list.is_empty() => {
            let at = rng.below(list.len());
            spoil(&mut list[at], rng, ids);
        }
        other => *other = value(rng, ids, 2),
    }
}
