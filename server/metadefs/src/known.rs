use std::collections::BTreeMap;

use db::QueryBuilder;
use model::Policy;
use regex::RegexBuilder;
use serde_json::{Map, Value};
use sqlx::FromRow;

use crate::{Definitions, NamespaceVisibility, Property, PropertyType, Result};

/// Properties that are offered at once, of all namespaces together.
const MOST: i64 = 1000;
/// Bytes that the compiled form of a pattern may take, as when it was taken.
const PATTERN_BYTES: usize = 1 << 20;

/// A property that resources of a type may have, under the name that it has there.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownProperty {
    pub name: String,
    /// What people call its namespace.
    pub namespace: String,
    pub definition: Property,
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongValue {
    /// It is none of these.
    NotAmong(Vec<String>),
    NotTrueOrFalse,
    NotWhole,
    NoNumber,
    /// The number is below or above what it may be.
    Below(String),
    Above(String),
    /// So many characters at least, or at most.
    TooShort(u64),
    TooLong(u64),
    /// It does not match this regular expression.
    Pattern(String),
}

#[derive(FromRow)]
struct Row {
    namespace: String,
    display_name: Option<String>,
    visibility: String,
    owner: String,
    prefix: Option<String>,
    /// Of an object all of its properties, else the name of one.
    name: Option<String>,
    definition: String,
}

impl Definitions<'_> {
    /// The properties that resources of that type may have, by name, of namespaces that the caller may see. At most `MOST`; of two of one
    /// name, that of the namespace whose name comes first.
    pub async fn known(&self, resource_type: &str) -> Result<BTreeMap<String, KnownProperty>> {
        let own = self.caller.project.as_str();
        if self.may(Policy::GetMetadefNamespaces).is_err() {
            return Ok(BTreeMap::new());
        }
        let mut sql = QueryBuilder::new(
            "select metadef_namespace.name as namespace, display_name, visibility, owner, prefix, part.name, part.definition
             from metadef_association
                join metadef_namespace on metadef_namespace.name = metadef_association.namespace
                join (
                    select namespace, name, definition from metadef_property
                    union all select namespace, null, properties from metadef_object
                ) as part on part.namespace = metadef_namespace.name
             where resource_type = ",
        );
        sql.push_bind(resource_type);
        if !self.is_admin() {
            sql.push(" and (visibility = ")
                .push_bind(NamespaceVisibility::Public.as_str())
                .push(" or owner = ")
                .push_bind(own)
                .push(")");
        }
        sql.push(" order by metadef_namespace.name, part.name limit ")
            .push_bind(MOST);
        let rows: Vec<Row> = self.metadefs.db.fetch_all(sql.build()).await?;
        let mut known = BTreeMap::new();
        for row in rows {
            if self.shows(&row)? {
                add(&mut known, row)?;
            }
        }
        Ok(known)
    }

    /// Whether the operator's policies show the caller the properties of such a namespace.
    fn shows(&self, row: &Row) -> Result<bool> {
        let owner = row.owner.parse()?;
        let target = model::Target::namespace(&owner, &row.visibility);
        let policies = [Policy::GetMetadefNamespace, Policy::GetMetadefProperties];
        let mut policies = policies.into_iter();
        Ok(policies.all(|policy| self.metadefs.policies.allow(self.caller, policy, &target)))
    }
}

fn add(known: &mut BTreeMap<String, KnownProperty>, row: Row) -> Result<()> {
    let definition: Value = serde_json::from_str(&row.definition)?;
    let parts = match row.name {
        Some(name) => Map::from_iter([(name, definition)]),
        None => serde_json::from_value(definition)?,
    };
    for (name, definition) in parts {
        let name = format!("{}{name}", row.prefix.as_deref().unwrap_or_default());
        // One that only a newer release can read is not offered.
        if let Ok(definition) = serde_json::from_value(definition)
            && known.len() < usize::try_from(MOST).unwrap_or_default()
        {
            known.entry(name.clone()).or_insert(KnownProperty {
                name,
                namespace: row.display_name.clone().unwrap_or(row.namespace.clone()),
                definition,
            });
        }
    }
    Ok(())
}

impl KnownProperty {
    /// The values between which one chooses; empty where there are others.
    pub fn choices(&self) -> Vec<String> {
        if self.definition.kind == Some(PropertyType::Boolean) {
            return vec!["true".to_owned(), "false".to_owned()];
        }
        if self.definition.kind == Some(PropertyType::Array) {
            return Vec::new();
        }
        let choices = self.definition.choices.iter().flatten();
        choices.map(written).collect()
    }

    /// The value that holds where an image says nothing, as it would be written.
    pub fn default(&self) -> Option<String> {
        self.definition.default.as_ref().map(written)
    }

    /// What is wrong with `value`; `None` where nothing is.
    pub fn check(&self, value: &str) -> Option<WrongValue> {
        let definition = &self.definition;
        let kind = definition.kind;
        if kind == Some(PropertyType::Boolean) {
            return (!is_boolean(value)).then_some(WrongValue::NotTrueOrFalse);
        }
        let choices = self.choices();
        if !choices.is_empty() && !choices.iter().any(|choice| choice == value) {
            return Some(WrongValue::NotAmong(choices));
        }
        match kind {
            Some(PropertyType::Integer) if value.parse::<i64>().is_err() => {
                return Some(WrongValue::NotWhole);
            }
            Some(PropertyType::Integer | PropertyType::Number) => {
                let number = value
                    .parse::<f64>()
                    .ok()
                    .filter(|number| number.is_finite());
                let Some(number) = number else {
                    return Some(WrongValue::NoNumber);
                };
                let below = definition.minimum.as_ref();
                if let Some(least) = below.filter(|least| least.as_f64() > Some(number)) {
                    return Some(WrongValue::Below(least.to_string()));
                }
                let above = definition.maximum.as_ref();
                if let Some(most) = above.filter(|most| most.as_f64() < Some(number)) {
                    return Some(WrongValue::Above(most.to_string()));
                }
            }
            _ => {}
        }
        let length = value.chars().count() as u64;
        if let Some(least) = definition.min_length.filter(|least| length < *least) {
            return Some(WrongValue::TooShort(least));
        }
        if let Some(most) = definition.max_length.filter(|most| length > *most) {
            return Some(WrongValue::TooLong(most));
        }
        let pattern = definition.pattern.as_deref()?;
        let compiled = RegexBuilder::new(pattern).size_limit(PATTERN_BYTES).build();
        let matches = compiled.map_or(true, |compiled| compiled.is_match(value));
        (!matches).then(|| WrongValue::Pattern(pattern.to_owned()))
    }
}

/// A value of JSON as the value of a property.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The words that OpenStack's services take for true or false.
fn is_boolean(value: &str) -> bool {
    let words = [
        "1", "t", "true", "on", "y", "yes", "0", "f", "false", "off", "n", "no",
    ];
    words.contains(&value.trim().to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::parse;

    fn known(definition: Value) -> KnownProperty {
        KnownProperty {
            name: "p".to_owned(),
            namespace: "N".to_owned(),
            definition: parse(definition).expect("valid"),
        }
    }

    #[test]
    fn a_value_is_compared_with_all_that_a_definition_says() {
        let number = known(json!({ "title": "T", "type": "integer", "minimum": 1, "maximum": 9 }));
        assert_eq!(number.check("5"), None);
        assert_eq!(number.check("5.5"), Some(WrongValue::NotWhole));
        assert_eq!(number.check("0"), Some(WrongValue::Below("1".into())));
        assert_eq!(number.check("10"), Some(WrongValue::Above("9".into())));
        let choice = known(json!({ "title": "T", "type": "string", "enum": ["a", 2] }));
        assert_eq!((choice.check("a"), choice.check("2")), (None, None));
        assert_eq!(
            choice.check("c"),
            Some(WrongValue::NotAmong(vec!["a".into(), "2".into()]))
        );
        let flag = known(json!({ "title": "T", "type": "boolean" }));
        assert_eq!((flag.check("True"), flag.check("no")), (None, None));
        assert_eq!(flag.check("maybe"), Some(WrongValue::NotTrueOrFalse));
        let text = known(
            json!({ "title": "T", "type": "string", "minLength": 2, "maxLength": 3, "pattern": "^x" }),
        );
        assert_eq!(text.check("xy"), None);
        assert_eq!(text.check("x"), Some(WrongValue::TooShort(2)));
        assert_eq!(text.check("xyzz"), Some(WrongValue::TooLong(3)));
        assert_eq!(text.check("yx"), Some(WrongValue::Pattern("^x".into())));
        let list = known(json!({ "title": "T", "type": "array", "enum": ["a"] }));
        assert_eq!(list.check("a,b"), None, "how lists are written is not said");
    }
}
