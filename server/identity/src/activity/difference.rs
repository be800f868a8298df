use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::records::Extra;

/// Longer values are not told, only that they changed.
const SHORT: usize = 100;

/// What changed: each field's name with what it was and is.
#[derive(Debug, Default)]
pub(crate) struct Difference(Map<String, Value>);

impl Difference {
    /// The same, and that a field was `from` and is `to`, if that is a change.
    pub fn field<T: Serialize>(mut self, name: &str, from: T, to: T) -> Self {
        let (from, to) = (json!(from), json!(to));
        if from != to {
            self.0.insert(name.to_owned(), told(&from, &to));
        }
        self
    }

    /// The same, and that a project could use so much of a resource, and can: `None` is nothing said for it alone.
    pub fn quota(self, resource: &str, from: Option<i64>, to: Option<i64>) -> Self {
        self.field(&format!("quota {resource}"), from, to)
    }

    /// The same, and which of a client's own fields changed. They may hold anything, secrets too: no value is told.
    pub fn extra(mut self, from: &Extra, to: &Extra) -> Self {
        for name in from.0.keys().chain(to.0.keys()) {
            if from.0.get(name) != to.0.get(name) {
                self.0.insert(name.clone(), json!({}));
            }
        }
        self
    }

    /// As it stands in an entry; `None` where nothing changed.
    pub fn details(self) -> Option<String> {
        (!self.0.is_empty()).then(|| Value::Object(self.0).to_string())
    }
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
    use super::*;

    #[test]
    fn only_what_changed_is_told() {
        let same = Difference::default().field("name", "lab", "lab");
        assert_eq!(same.details(), None);
        let other = Difference::default()
            .field("name", "lab", "lab")
            .field("enabled", true, false)
            .details();
        assert_eq!(
            other.as_deref(),
            Some(r#"{"enabled":{"from":true,"to":false}}"#)
        );
    }

    #[test]
    fn neither_long_texts_nor_what_a_client_keeps_are_told() {
        let extra = Extra(Map::from_iter([("pin".to_owned(), json!("1234"))]));
        let details = Difference::default()
            .field("description", String::new(), "x".repeat(SHORT + 1))
            .extra(&Extra::default(), &extra)
            .details();
        assert_eq!(details.as_deref(), Some(r#"{"description":{},"pin":{}}"#));
    }
}
