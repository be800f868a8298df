use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::Invalid;

/// An image's name: at most 255 characters, none of them NUL. Not unique.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ImageName(String);

impl ImageName {
    /// The name as a row holds it: a newer release may allow longer ones.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text of the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ImageName {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        text.to_owned().try_into()
    }
}

impl TryFrom<String> for ImageName {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let length = text.chars().count();
        if length > 255 {
            return Err(Invalid::new(
                "name",
                format_args!("is {length} characters long; the most is 255"),
            ));
        }
        // PostgreSQL cannot keep it in a text.
        if text.contains('\0') {
            return Err(Invalid::new("name", "contains a NUL character"));
        }
        Ok(Self(text))
    }
}

impl From<ImageName> for String {
    fn from(name: ImageName) -> Self {
        name.0
    }
}

impl fmt::Display for ImageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A password on its way to be hashed or checked. Never shown, never kept.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Password(String);

impl Password {
    /// The longest password that is looked at: hashing costs the server, so its length is bounded.
    pub const LONGEST: usize = 1024;

    /// Takes `text` as a password, unless it is longer than any password is.
    pub fn new(text: impl Into<String>) -> Result<Self, Invalid> {
        let text = text.into();
        if text.len() > Self::LONGEST {
            return Err(Invalid::new(
                "password",
                format_args!("is longer than {} bytes", Self::LONGEST),
            ));
        }
        Ok(Self(text))
    }

    /// The bytes to hash.
    pub fn expose(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl TryFrom<String> for Password {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::new(text)
    }
}

impl From<Password> for String {
    fn from(password: Password) -> Self {
        password.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_counted_in_characters() {
        assert!(ImageName::from_str(&"镜".repeat(255)).is_ok());
        let error = ImageName::from_str(&"a".repeat(256)).expect_err("too long");
        assert_eq!(
            error.to_string(),
            "name is 256 characters long; the most is 255"
        );
    }

    #[test]
    fn a_password_does_not_show_itself() {
        let password = Password::new("hunter2").expect("short");
        assert_eq!(format!("{password:?}"), "Password(…)");
    }
}
