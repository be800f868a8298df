use serde_json::{Map, Value};

/// What a value is made of: the names of its fields and the kinds of what they hold.
pub fn of(value: &Value) -> Value {
    match value {
        Value::Null => "null".into(),
        Value::Bool(_) => "bool".into(),
        Value::Number(_) => "number".into(),
        Value::String(_) => "text".into(),
        Value::Array(items) => set(items.iter().map(of).collect()),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), of(value)));
            Value::Object(fields.collect())
        }
    }
}

/// Whether anything in a shape has a field of that name.
pub fn has(shape: &Value, field: &str) -> bool {
    match shape {
        Value::Object(fields) => {
            fields.contains_key(field) || fields.values().any(|value| has(value, field))
        }
        Value::Array(items) => items.iter().any(|item| has(item, field)),
        _ => false,
    }
}

/// A shape without the fields of that name, wherever they are.
pub fn without(shape: &Value, field: &str) -> Value {
    match shape {
        Value::Object(fields) => {
            let left = fields.iter().filter(|(name, _)| *name != field);
            let left: Map<String, Value> = left
                .map(|(name, value)| (name.clone(), without(value, field)))
                .collect();
            Value::Object(left)
        }
        Value::Array(items) => set(items.iter().map(|item| without(item, field)).collect()),
        leaf => leaf.clone(),
    }
}

/// Where two shapes part, each in a line: what is there, and what was expected.
pub fn differences(at: &str, found: &Value, expected: &Value) -> Vec<String> {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            let missing = expected
                .keys()
                .filter(|name| !found.contains_key(*name))
                .map(|name| format!("no {at}.{name}"));
            let mut all: Vec<String> = missing.collect();
            for (name, value) in found {
                let at = format!("{at}.{name}");
                match expected.get(name) {
                    Some(expected) => all.extend(differences(&at, value, expected)),
                    None => all.push(format!("has {at}")),
                }
            }
            all
        }
        (Value::Array(found), Value::Array(expected))
            if found.len() == 1 && expected.len() == 1 =>
        {
            differences(&format!("{at}[]"), &found[0], &expected[0])
        }
        _ if found == expected => Vec::new(),
        _ => vec![format!("{at} is {}, not {}", brief(found), brief(expected))],
    }
}

fn brief(shape: &Value) -> String {
    match shape {
        Value::String(kind) => kind.clone(),
        Value::Array(kinds) => {
            let kinds: Vec<String> = kinds.iter().map(brief).collect();
            format!("[{}]", kinds.join(" | "))
        }
        Value::Object(fields) => {
            let names: Vec<&str> = fields.keys().map(String::as_str).collect();
            format!("{{{}}}", names.join(" "))
        }
        other => other.to_string(),
    }
}

fn set(mut kinds: Vec<Value>) -> Value {
    kinds.sort_by_key(ToString::to_string);
    kinds.dedup();
    Value::Array(kinds)
}
