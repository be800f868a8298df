use std::{fmt, str::FromStr};

use model::{Invalid, ProjectId, UploadId};
use serde::{Deserialize, Serialize};

/// Where an object lives inside a store. Built from ids only, so never a path from outside.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key(String);

impl Key {
    /// Where what `upload` brings lives. An upload that is tried again is another one, so no two writers share a key.
    pub fn upload(project: &ProjectId, upload: UploadId) -> Self {
        Self(format!("{project}/{upload}"))
    }

    /// The key as a relative path of safe segments.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Key {
    type Error = Invalid;

    /// Reads back a key that was written to a row.
    fn try_from(text: String) -> Result<Self, Invalid> {
        let ids = text.split_once('/').and_then(|(project, upload)| {
            Some((
                ProjectId::from_str(project).ok()?,
                UploadId::from_str(upload).ok()?,
            ))
        });
        ids.map(|(project, upload)| Self::upload(&project, upload))
            .ok_or_else(|| Invalid::new("object key", "is not one of ours"))
    }
}

#[cfg(feature = "sqlx")]
model::text_column!(Key);

/// The name by which a store is configured.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StoreId(String);

impl From<&str> for StoreId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for StoreId {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for StoreId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_from_a_row_cannot_leave_the_store() {
        for text in ["../etc/passwd", "a/../b", "/a/b", "project/not-an-upload"] {
            assert!(Key::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
