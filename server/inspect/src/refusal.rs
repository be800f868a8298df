use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Format;

/// Why a file must not be taken as an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// It is only the difference to another file, which a host would open by name.
    BackingFile,
    /// Its data is in another file, which a host would open by name.
    ExternalData,
    /// It needs features that this inspector does not know, so nobody can say what they do.
    UnknownFeatures { bits: u64 },
    /// It is written in a version of its format that this inspector does not know.
    UnknownVersion { version: u32 },
    /// Its header breaks off.
    Truncated,
    /// Its header contradicts itself.
    Malformed,
    /// It bears the marks of two formats.
    Ambiguous { first: Format, second: Format },
}

impl Refusal {
    /// A word that stays the same in every language and release.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BackingFile => "backing_file",
            Self::ExternalData => "external_data",
            Self::UnknownFeatures { .. } => "unknown_features",
            Self::UnknownVersion { .. } => "unknown_version",
            Self::Truncated => "truncated",
            Self::Malformed => "malformed",
            Self::Ambiguous { .. } => "ambiguous",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BackingFile => {
                f.write_str("the disk needs a backing file, which is not part of it")
            }
            Self::ExternalData => {
                f.write_str("the disk keeps its data in another file, which is not part of it")
            }
            Self::UnknownFeatures { bits } => write!(
                f,
                "the disk needs features that are not known here ({bits:#x})"
            ),
            Self::UnknownVersion { version } => {
                write!(
                    f,
                    "the disk is in version {version} of its format, which is not known here"
                )
            }
            Self::Truncated => f.write_str("the file is truncated"),
            Self::Malformed => f.write_str("the header has a value that the format does not allow"),
            Self::Ambiguous { first, second } => {
                write!(f, "the file looks like {first} and like {second} at once")
            }
        }
    }
}

impl std::error::Error for Refusal {}
