use serde::{Deserialize, Deserializer, de::Error};

/// A whole number, written as one in the file or as digits in a variable.
pub fn whole_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u64),
        Text(String),
    }
    match Written::deserialize(deserializer) {
        Ok(Written::Number(number)) => Ok(number),
        Ok(Written::Text(text)) => text
            .parse()
            .map_err(|_| D::Error::custom(format_args!("`{text}` is not a whole number"))),
        Err(_) => Err(D::Error::custom("it is not a whole number")),
    }
}
