use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Invalid;

/// An id that is a UUID and travels as its hyphenated text.
macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $field:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A fresh one, random.
            #[allow(clippy::new_without_default, reason = "two defaults would differ")]
            pub fn new() -> Self {
                Self(Uuid::new_v4())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                Uuid::try_parse(text).map(Self).map_err(|_| Invalid::new($field, "is not a UUID"))
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;

            fn try_from(text: String) -> Result<Self, Invalid> {
                text.parse()
            }
        }

        $crate::text_column!($name);
    };
}

/// An id that another system may have chosen (Keystone's are 32 hex digits): text, compared as it is.
macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $field:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// A fresh one, random, in Keystone's spelling.
            #[allow(clippy::new_without_default, reason = "two defaults would differ")]
            pub fn new() -> Self {
                Self(Uuid::new_v4().simple().to_string())
            }

            /// The text of the id.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                text.to_owned().try_into()
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;

            fn try_from(text: String) -> Result<Self, Invalid> {
                let known = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
                match text.len() {
                    1..=64 if text.chars().all(known) => Ok(Self(text)),
                    _ => Err(Invalid::new($field, "is not an id: 1 to 64 letters, digits, `-` or `_`")),
                }
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        $crate::text_column!($name);
    };
}

uuid_id!(
    /// Names one image, and one content, for ever.
    ImageId, "id"
);
uuid_id!(
    /// Names one upload. Random, so that it cannot be guessed.
    UploadId, "upload id"
);
uuid_id!(
    /// Names one task.
    TaskId, "task id"
);
uuid_id!(
    /// Names a browser that is signed in. It opens nothing by itself.
    SignInId, "session id"
);
uuid_id!(
    /// Names one certificate of the registry.
    CertificateId, "certificate id"
);
text_id!(
    /// Names a project: the tenant that owns images.
    ProjectId, "project id"
);
text_id!(
    /// Names a user.
    UserId, "user id"
);
text_id!(
    /// Names a domain: the realm in which names of users and projects are unique.
    DomainId, "domain id"
);

text_id!(
    /// Names a role.
    RoleId, "role id"
);
text_id!(
    /// Names an application credential.
    CredentialId, "application credential id"
);
text_id!(
    /// Names a limit, of a project or registered for all.
    LimitId, "limit id"
);

impl DomainId {
    /// The domain that is always there, under the id every OpenStack client expects.
    pub fn default_domain() -> Self {
        Self("default".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_from_outside_cannot_be_a_path() {
        for text in ["", "..", "a/b", "a b", "a\0", &"x".repeat(65)] {
            assert!(ProjectId::from_str(text).is_err(), "{text:?}");
        }
        assert!(ProjectId::from_str("7d0dc36863de4920a95f900a1bb9ab82").is_ok());
    }

    #[test]
    fn an_image_id_is_written_with_hyphens_whatever_it_was_read_from() {
        let id: ImageId = "DC8F9121762F4E918298AD4ADBABE282".parse().expect("a UUID");
        assert_eq!(id.to_string(), "dc8f9121-762f-4e91-8298-ad4adbabe282");
    }
}
