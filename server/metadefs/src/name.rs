use std::fmt;

use model::Invalid;
use serde::{Deserialize, Serialize};

/// The name of a namespace, property, object, tag or resource type: 1 to 80 characters, none of them a control character.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

impl Name {
    /// Characters of the longest name, as in Glance.
    pub const LONGEST: usize = 80;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Name {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        check_length("the name", &text, Self::LONGEST)?;
        if text.is_empty() {
            return Err(Invalid::new("the name", "is empty"));
        }
        // In an address they mean something else.
        if text == "." || text == ".." {
            return Err(Invalid::new("the name", format_args!("is `{text}`")));
        }
        if text.contains(char::is_control) {
            return Err(Invalid::new("the name", "contains a control character"));
        }
        Ok(Self(text))
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Refuses a text of more than `most` characters, and one with a NUL, which PostgreSQL cannot keep.
pub(crate) fn check_length(field: &str, text: &str, most: usize) -> Result<(), Invalid> {
    let length = text.chars().count();
    if length > most {
        let why = format_args!("is {length} characters long; the most is {most}");
        return Err(Invalid::new(field, why));
    }
    if text.contains('\0') {
        return Err(Invalid::new(field, "contains a NUL character"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_counted_in_characters_and_holds_no_control_character() {
        let name = |text: &str| Name::try_from(text.to_owned()).map_err(|Invalid(why)| why);
        assert!(name("OS::Compute::Watchdog").is_ok());
        assert!(name(&"镜".repeat(80)).is_ok());
        let error = name(&"n".repeat(81)).expect_err("too long");
        assert_eq!(error, "the name is 81 characters long; the most is 80");
        assert!(name("").is_err() && name(".").is_err() && name("..").is_err());
        assert!(name("a\nb").is_err());
        assert!(name("a\0b").is_err());
    }
}
