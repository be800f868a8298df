use model::Image;
use serde_json::{Map, Value, json};

/// Longer values are not told, only that they changed.
const SHORT: usize = 100;

/// What of `before` is otherwise in `after`: each field's name with what it was and is, as a JSON object.
pub(crate) fn difference(before: &Image, after: &Image) -> String {
    let mut changed = Map::new();
    let mut field = |name: &str, from: Value, to: Value| {
        if from != to {
            changed.insert(name.to_owned(), told(&from, &to));
        }
    };
    let fields = [
        (
            "name",
            before.name.as_ref().map(ToString::to_string),
            after.name.as_ref().map(ToString::to_string),
        ),
        (
            "disk_format",
            before.disk_format.map(|format| format.to_string()),
            after.disk_format.map(|format| format.to_string()),
        ),
        (
            "container_format",
            before.container_format.map(|format| format.to_string()),
            after.container_format.map(|format| format.to_string()),
        ),
    ];
    for (name, from, to) in fields {
        field(name, json!(from), json!(to));
    }
    field(
        "visibility",
        json!(before.visibility.as_str()),
        json!(after.visibility.as_str()),
    );
    field(
        "owner",
        json!(before.owner.as_str()),
        json!(after.owner.as_str()),
    );
    field("protected", json!(before.protected), json!(after.protected));
    field("hidden", json!(before.hidden), json!(after.hidden));
    field("min_disk", json!(before.min_disk), json!(after.min_disk));
    field("min_ram", json!(before.min_ram), json!(after.min_ram));
    field(
        "tags",
        json!(before.tags.join(", ")),
        json!(after.tags.join(", ")),
    );
    let names = before.properties.keys().chain(after.properties.keys());
    for name in names {
        let (from, to) = (before.properties.get(name), after.properties.get(name));
        field(name, json!(from), json!(to));
    }
    Value::Object(changed).to_string()
}

fn told(from: &Value, to: &Value) -> Value {
    let is_short = |value: &Value| value.as_str().is_none_or(|text| text.len() <= SHORT);
    if is_short(from) && is_short(to) {
        json!({ "from": from, "to": to })
    } else {
        json!({})
    }
}
