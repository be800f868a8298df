use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::text::{activity as words, format};

/// What changed, one line each.
#[component]
pub fn Changes(details: String) -> impl IntoView {
    let details: Map<String, Value> = serde_json::from_str(&details).unwrap_or_default();
    // The member is named where the audit event is.
    let told = details.iter().filter(|(field, _)| *field != "member");
    let told: Vec<_> = told.collect();
    (!told.is_empty()).then(|| {
        let lines = told
            .into_iter()
            .map(|(field, value)| view! { <li>{line(field, value)}</li> })
            .collect_view();
        view! { <ul class="changes">{lines}</ul> }
    })
}

fn line(field: &str, value: &Value) -> String {
    let text = words();
    match (field, value) {
        ("reason", Value::String(reason)) => return (text.reason)(reason),
        ("fingerprint", Value::String(fingerprint)) => return (text.fingerprint)(fingerprint),
        ("signatures_required", change) => {
            let after = change.get("to");
            if let Some(Value::Bool(required)) = after {
                let [optional, must] = [text.signatures_optional, text.signatures_required];
                return if *required { must } else { optional }.to_owned();
            }
        }
        _ => {}
    }
    match value {
        Value::Object(change) if change.is_empty() => (words().changed)(field),
        Value::Object(change) => {
            let side = |name: &str| told(change.get(name).unwrap_or(&Value::Null));
            format!("{field}: {} → {}", side("from"), side("to"))
        }
        Value::Number(bytes) if field == "size" => {
            let size = bytes.as_u64().map(format::size);
            format!("{field}: {}", size.unwrap_or_default())
        }
        value => format!("{field}: {}", told(value)),
    }
}

fn told(value: &Value) -> String {
    match value {
        Value::Null => words().empty.to_owned(),
        Value::String(text) if text.is_empty() => words().empty.to_owned(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}
