use std::fmt;

use serde::{Deserialize, Serialize};

/// What should be known about a disk that is taken all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Warning {
    /// It was not closed in order; whoever opens it repairs it first.
    Unclean,
    /// A tool found damage in it and said so inside.
    MarkedCorrupt,
    /// Its encryption is of a kind that is considered broken.
    WeakEncryption,
    /// It carries older states of itself.
    Snapshots { count: u32 },
    /// The copy of the partition table, or what guards it, is missing or damaged.
    PartitionTableDamaged,
    /// A partition goes on after the end of the file.
    PartitionBeyondEnd,
    /// It says that it is larger than it is.
    ShorterThanStated { stated: u64 },
}

impl Warning {
    /// A word that stays the same in every language and release.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unclean => "unclean",
            Self::MarkedCorrupt => "marked_corrupt",
            Self::WeakEncryption => "weak_encryption",
            Self::Snapshots { .. } => "snapshots",
            Self::PartitionTableDamaged => "partition_table_damaged",
            Self::PartitionBeyondEnd => "partition_beyond_end",
            Self::ShorterThanStated { .. } => "shorter_than_stated",
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unclean => f.write_str("the disk was not closed in order"),
            Self::MarkedCorrupt => f.write_str("the disk is marked as damaged"),
            Self::WeakEncryption => f.write_str("the disk's encryption is considered broken"),
            Self::Snapshots { count } => {
                write!(f, "the disk carries {count} older states of itself")
            }
            Self::PartitionTableDamaged => {
                f.write_str("the partition table or its copy is missing or damaged")
            }
            Self::PartitionBeyondEnd => {
                f.write_str("a partition goes on after the end of the file")
            }
            Self::ShorterThanStated { stated } => {
                write!(
                    f,
                    "the file says that it holds {stated} bytes, but it is shorter"
                )
            }
        }
    }
}
