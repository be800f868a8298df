use ::metadefs::{Error, Name, NamedProperty};
use model::Invalid;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{extract::json_tree, problem::Result};

/// What the server alone says of a definition.
const READ_ONLY: [&str; 4] = ["self", "schema", "created_at", "updated_at"];

/// A body that is an object without a read-only field.
pub fn fields(body: &[u8]) -> Result<Map<String, Value>> {
    let Value::Object(fields) = json_tree(body)? else {
        return Err(Invalid::new("the body", "is no JSON object").into());
    };
    let mut read_only = READ_ONLY.into_iter();
    match read_only.find(|name| fields.contains_key(*name)) {
        Some(name) => Err(Error::ReadOnly(name).into()),
        None => Ok(fields),
    }
}

/// The same as a `T`.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    Ok(::metadefs::parse(Value::Object(fields(body)?))?)
}

/// A property with its name.
pub fn property(body: &[u8]) -> Result<NamedProperty> {
    let fields = fields(body)?;
    let name = fields.get("name").and_then(Value::as_str);
    let name = name.ok_or_else(|| Invalid::new("name", "is missing, or is no string"))?;
    let name = self::name(name)?;
    let definition = ::metadefs::parse(Value::Object(fields))?;
    Ok(NamedProperty { name, definition })
}

/// The name of something new.
pub fn name(text: &str) -> Result<Name> {
    Ok(Name::try_from(text.to_owned())?)
}
