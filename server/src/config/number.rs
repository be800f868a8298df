use serde::{Deserialize, Deserializer, de::Error};

/// A whole number, written as one in the file or as digits in a variable.
pub fn whole_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum RawNumber {
        Number(u64),
        Text(String),
    }
    match RawNumber::deserialize(deserializer) {
        Ok(RawNumber::Number(number)) => Ok(number),
        Ok(RawNumber::Text(text)) => text
            .parse()
            .map_err(|_| D::Error::custom(format_args!("`{text}` is not a whole number"))),
        Err(_) => Err(D::Error::custom("it is not a whole number")),
    }
}
