use std::collections::BTreeSet;

use model::Image;
use serde_json::{Map, Value, json};

/// Bytes of all that is told of one change: what anybody could fill the log with, that nobody may delete. Some hundred
/// properties with short names and values fit.
pub(crate) const DETAILS_BYTES: usize = 8 << 10;

/// Under which name it is told how many further properties changed.
const FURTHER: &str = "…";

/// Bytes of that with its number and the braces around it all.
const FURTHER_BYTES: usize = 32;

/// Longer values are not told, only that they changed.
const SHORT: usize = 100;

/// What of `before` is otherwise in `after`: each field's name with what it was and is, as a JSON object.
pub(crate) fn difference(before: &Image, after: &Image) -> String {
    let mut changed = Vec::new();
    let mut field = |name: &str, from: Value, to: Value| {
        if from != to {
            changed.push((name.to_owned(), told(&from, &to)));
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
    for name in names.collect::<BTreeSet<_>>() {
        let (from, to) = (before.properties.get(name), after.properties.get(name));
        field(name, json!(from), json!(to));
    }
    bounded(changed)
}

/// As many of the changes as fit, those of the image's own fields first: what each was and is, then names alone, then how
/// many further ones there are.
fn bounded(changed: Vec<(String, Value)>) -> String {
    let (mut told, mut left, mut further) = (Map::new(), DETAILS_BYTES - FURTHER_BYTES, 0);
    for (name, change) in changed {
        // With its colon and comma, and braces for no value.
        let of_name = json!(name).to_string().len() + 4;
        let of_change = of_name + change.to_string().len();
        // Half of it is kept for names.
        if of_change + DETAILS_BYTES / 2 <= left {
            left -= of_change;
            told.entry(name).or_insert(change);
        } else if of_name <= left {
            left -= of_name;
            told.entry(name).or_insert(json!({}));
        } else {
            further += 1;
        }
    }
    if further > 0 {
        told.insert(FURTHER.to_owned(), json!(further));
    }
    Value::Object(told).to_string()
}

fn told(from: &Value, to: &Value) -> Value {
    let is_short = |value: &Value| value.as_str().is_none_or(|text| text.len() <= SHORT);
    if is_short(from) && is_short(to) {
        json!({ "from": from, "to": to })
    } else {
        json!({})
    }
}

#[cfg(test)]
mod tests {
    use model::{ImageId, ProjectId, Status, Visibility, now};

    use super::*;

    #[test]
    fn details_are_bounded_and_tell_of_the_fields_in_any_case() {
        let at = now();
        let before = Image {
            id: ImageId::new(),
            name: None,
            status: Status::Queued,
            visibility: Visibility::Public,
            owner: ProjectId::new(),
            protected: false,
            hidden: false,
            disk_format: None,
            container_format: None,
            min_disk: 0,
            min_ram: 0,
            size: None,
            virtual_size: None,
            checksum: None,
            sha256: None,
            sha512: None,
            tags: Vec::new(),
            properties: std::collections::BTreeMap::new(),
            created_at: at,
            updated_at: at,
        };
        for (name, value, further) in [
            ("a", "v", false),
            ("\u{1}", "\u{1}", true),
            ("🚀", "", true),
        ] {
            let mut after = before.clone();
            after.visibility = Visibility::Private;
            for number in 0..128 {
                let name = format!("{number}{}", name.repeat(if further { 250 } else { 1 }));
                after.properties.insert(name, value.repeat(100));
            }
            let details = difference(&before, &after);
            assert!(details.len() <= DETAILS_BYTES, "{}", details.len());
            let told: Map<String, Value> = serde_json::from_str(&details).expect("JSON");
            assert_eq!(
                told["visibility"],
                json!({ "from": "public", "to": "private" })
            );
            let counted = told
                .get(FURTHER)
                .and_then(Value::as_u64)
                .unwrap_or_default();
            let named = told.keys().filter(|name| *name != FURTHER).count() as u64;
            assert_eq!((named + counted, counted > 0), (129, further), "{name:?}");
        }
    }
}
