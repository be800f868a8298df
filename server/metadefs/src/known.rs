use std::collections::BTreeMap;

use db::QueryBuilder;
use model::{Policy, Target};
use regex::RegexBuilder;
use serde_json::{Map, Value};
use sqlx::FromRow;

use crate::{
    Definitions, NamespaceVisibility, Property, PropertyType, Result, limits::PATTERN_BYTES,
};

/// Properties that are offered at once, of all namespaces together.
const MOST: usize = 1000;
/// Bytes of their definitions, as JSON: they are all part of one page.
const BYTES: usize = 1 << 20;
/// Bytes of one of them. A longer one is not offered.
const LONGEST: i64 = 16 << 10;
/// Namespaces whose properties are read at once.
const BATCH: usize = 16;

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

/// A namespace for resources of a type.
#[derive(FromRow)]
struct OfType {
    name: String,
    display_name: Option<String>,
    visibility: String,
    owner: String,
    prefix: Option<String>,
}

#[derive(FromRow)]
struct Row {
    namespace: String,
    name: String,
    definition: String,
}

impl Definitions<'_> {
    /// The properties that resources of that type may have, by name, those of objects too, of namespaces that the caller may see. At most `MOST` and `BYTES`
    /// of the namespaces whose names come first; of two properties of one name, that of the first namespace.
    pub async fn known(&self, resource_type: &str) -> Result<BTreeMap<String, KnownProperty>> {
        let mut known = BTreeMap::new();
        if self.may(Policy::GetMetadefNamespaces).is_err() {
            return Ok(known);
        }
        let mut bytes = 0;
        for batch in self.of_type(resource_type).await?.chunks(BATCH) {
            let most = MOST - known.len();
            if most == 0 {
                break;
            }
            let own = self.defined(("metadef_property", "definition"), batch, most);
            let own = own.await?;
            let objects = self.defined(("metadef_object", "properties"), batch, most);
            let of_objects = objects.await?.into_iter().flat_map(Row::properties);
            for row in own.into_iter().chain(of_objects) {
                bytes += row.definition.len();
                if bytes > BYTES || known.len() >= MOST {
                    return Ok(known);
                }
                if let Some(of) = batch.iter().find(|of| of.name == row.namespace) {
                    add(&mut known, of, &row);
                }
            }
        }
        Ok(known)
    }

    /// What rows of `table` define in these namespaces; what is too long for a page is left out.
    async fn defined(
        &self,
        (table, column): (&str, &str),
        namespaces: &[OfType],
        most: usize,
    ) -> Result<Vec<Row>> {
        let mut sql = QueryBuilder::new(format!(
            "select namespace, name, {column} as definition from {table} where namespace in ("
        ));
        sql.push_list(namespaces.iter().map(|of| &of.name));
        sql.push(format_args!(") and octet_length({column}) <= "))
            .push_bind(LONGEST)
            .push(" order by namespace, name limit ")
            .push_bind(i64::try_from(most).unwrap_or_default());
        Ok(self.metadefs.db.fetch_all(sql.build()).await?)
    }

    /// The namespaces for resources of that type whose properties the caller may see.
    async fn of_type(&self, resource_type: &str) -> Result<Vec<OfType>> {
        let mut sql = QueryBuilder::new(
            "select metadef_namespace.name, display_name, visibility, owner, prefix from metadef_association
             join metadef_namespace on metadef_namespace.name = metadef_association.namespace
             where resource_type = ",
        );
        sql.push_bind(resource_type);
        if !self.is_admin() {
            sql.push(" and (visibility = ")
                .push_bind(NamespaceVisibility::Public.as_str())
                .push(" or owner = ")
                .push_bind(self.caller.project.as_str())
                .push(")");
        }
        sql.push(" order by metadef_namespace.name limit ")
            .push_bind(i64::try_from(MOST).unwrap_or_default());
        let found: Vec<OfType> = self.metadefs.db.fetch_all(sql.build()).await?;
        Ok(found.into_iter().filter(|of| self.shows(of)).collect())
    }

    /// Whether the operator's policies show the caller the properties of such a namespace.
    fn shows(&self, of: &OfType) -> bool {
        // One whose owner only a newer release can read is not offered.
        let Ok(owner) = of.owner.parse() else {
            return false;
        };
        let target = Target::namespace(&owner, &of.visibility);
        let policies = [
            Policy::GetMetadefNamespace,
            Policy::GetMetadefProperties,
            Policy::GetMetadefObjects,
        ];
        let mut policies = policies.into_iter();
        policies.all(|policy| self.metadefs.policies.allow(self.caller, policy, &target))
    }
}

impl Row {
    /// The properties of an object, as if each were a row.
    fn properties(self) -> impl Iterator<Item = Self> {
        let properties: Map<String, Value> =
            serde_json::from_str(&self.definition).unwrap_or_default();
        properties.into_iter().map(move |(name, definition)| Self {
            namespace: self.namespace.clone(),
            name,
            definition: definition.to_string(),
        })
    }
}

fn add(known: &mut BTreeMap<String, KnownProperty>, of: &OfType, row: &Row) {
    let name = format!("{}{}", of.prefix.as_deref().unwrap_or_default(), row.name);
    // One that only a newer release can read is not offered.
    if let Ok(definition) = serde_json::from_str(&row.definition) {
        known.entry(name.clone()).or_insert_with(|| KnownProperty {
            name,
            namespace: of.display_name.clone().unwrap_or_else(|| of.name.clone()),
            definition,
        });
    }
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
pub fn written(value: &Value) -> String {
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
