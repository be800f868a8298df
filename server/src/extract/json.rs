use std::fmt;

use model::{ErrorKind, Invalid};
use serde::de::DeserializeOwned;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::problem::{Problem, Result};

/// Values in one body: four for each of 1,024 operations of a patch, and as many again. As a tree each takes up to 190
/// times the bytes that it has in the body.
const VALUES: usize = 8_192;

/// A body as a tree of JSON, of bounded size: its values are counted before the first one is kept.
pub fn json_tree(body: &[u8]) -> Result<Value> {
    let mut left = Some(VALUES);
    let counted = Count(&mut left).deserialize(&mut serde_json::Deserializer::from_slice(body));
    if left.is_none() {
        let why = format!("The body holds more than {VALUES} values.");
        return Err(Problem::new(ErrorKind::TooLarge, why));
    }
    let tree = counted.and_then(|()| serde_json::from_slice(body));
    Ok(tree.map_err(|error| Invalid(format!("The body is not JSON: {error}")))?)
}

/// A JSON body as a `T`, or a sentence that begins with the field that is wrong.
pub fn parsed<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    Ok(metadefs::parse(json_tree(body)?)?)
}

/// Counts a value and those in it down; `None` is one too many.
struct Count<'a>(&'a mut Option<usize>);

impl<'de> DeserializeSeed<'de> for Count<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> std::result::Result<(), D::Error> {
        *self.0 = self.0.and_then(|left| left.checked_sub(1));
        if self.0.is_none() {
            return Err(D::Error::custom("too many values"));
        }
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Count<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<(), A::Error> {
        while list.next_element_seed(Count(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> std::result::Result<(), A::Error> {
        while fields.next_key::<IgnoredAny>()?.is_some() {
            fields.next_value_seed(Count(self.0))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{VALUES, json_tree};

    #[test]
    fn a_tree_has_so_many_values_and_no_more() {
        let list = |values: usize| format!("[{}]", vec![r#"{"":0}"#; values / 2].join(","));
        assert!(json_tree(list(VALUES - 2).as_bytes()).is_ok());
        let status = |body: &str| {
            json_tree(body.as_bytes())
                .expect_err(body)
                .status()
                .as_u16()
        };
        assert_eq!(status(&list(VALUES)), 413);
        assert_eq!(status(&format!("{}, broken", list(VALUES))), 413);
        for broken in ["", "[", "{}{}", "[1,]", &"[".repeat(1000)] {
            assert_eq!(status(broken), 400, "{broken}");
        }
    }
}
