use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Kind;

/// Why a file must not be taken as the image that it was declared to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Objection {
    /// It is only the difference to another file, which a host would open by name.
    BackingFile,
    /// Its data is in another file, which a host would open by name.
    ExternalData,
    /// It needs features that are not known here, so nobody can say what they do.
    UnknownFeatures { bits: u64 },
    /// It needs a part, named by this id, that is not known here.
    UnknownPart { id: String },
    /// It is written in a version of its format that is not known here.
    UnknownVersion { version: u32 },
    /// It breaks off.
    Truncated,
    /// Its structures contradict each other; this field shows it.
    Malformed { field: String },
    /// It was not closed: a journal would still change it when a host opens it.
    PendingJournal,
    /// It bears the marks of two formats.
    Ambiguous { first: Kind, second: Kind },
    /// It is not what it was declared to be.
    Mismatch { declared: String, found: Kind },
    /// It is an archive or compressed: the disk would have to be unpacked first.
    Wrapped { found: Kind },
    /// It is a disk of a format that is not kept here.
    Unsupported { found: Kind },
    /// It is a kind of disk within its format that is not kept here.
    UnsupportedVariant { found: Kind, variant: String },
}

impl Objection {
    /// A word that stays the same in every language and release.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BackingFile => "backing_file",
            Self::ExternalData => "external_data",
            Self::UnknownFeatures { .. } => "unknown_features",
            Self::UnknownPart { .. } => "unknown_part",
            Self::UnknownVersion { .. } => "unknown_version",
            Self::Truncated => "truncated",
            Self::Malformed { .. } => "malformed",
            Self::PendingJournal => "pending_journal",
            Self::Ambiguous { .. } => "ambiguous",
            Self::Mismatch { .. } => "mismatch",
            Self::Wrapped { .. } => "wrapped",
            Self::Unsupported { .. } => "unsupported",
            Self::UnsupportedVariant { .. } => "unsupported_variant",
        }
    }

    pub(crate) fn malformed(field: &str) -> Self {
        Self::Malformed {
            field: field.to_owned(),
        }
    }
}

impl fmt::Display for Objection {
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
            Self::UnknownPart { id } => {
                write!(f, "the disk needs a part that is not known here ({id})")
            }
            Self::UnknownVersion { version } => write!(
                f,
                "the disk is in version {version} of its format, which is not known here"
            ),
            Self::Truncated => {
                f.write_str("the file breaks off before the disk that it holds ends")
            }
            Self::Malformed { field } => {
                write!(f, "the disk contradicts itself, as its `{field}` shows")
            }
            Self::PendingJournal => f.write_str(
                "the disk was not closed: its journal would change it when a machine opens it",
            ),
            Self::Ambiguous { first, second } => {
                write!(f, "the file looks like {first} and like {second} at once")
            }
            Self::Mismatch { declared, found } => {
                write!(
                    f,
                    "the image was declared as {declared}, but its data is {found}"
                )
            }
            Self::Wrapped { found } => write!(
                f,
                "the file is packed with {found}; unpack it and upload the disk that is inside"
            ),
            Self::Unsupported { found } => write!(f, "{found} disks are not kept here"),
            Self::UnsupportedVariant { found, variant } => {
                write!(f, "{found} disks of the kind `{variant}` are not kept here")
            }
        }
    }
}

impl std::error::Error for Objection {}
