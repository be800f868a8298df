use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Kind, Looks};

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
    /// The GUID partition table, or its copy at the end, is missing or damaged.
    PartitionTableDamaged,
    /// A partition goes on after the end of the file.
    PartitionBeyondEnd,
    /// The classic entry with this number, 1 to 4, covers a GUID partition table in an unusual way.
    OddProtectiveEntry { entry: u8 },
    /// The classic entry with this number, 1 to 4, is a partition beside a GUID partition table.
    HybridEntry { entry: u8 },
    /// No classic entry covers the GUID partition table.
    NoProtectiveEntry,
    /// It says that it is larger than it is.
    ShorterThanStated { stated: u64 },
    /// It was declared as raw and is kept as such, but its data is of this format.
    FoundFormat { found: Kind },
    /// It was declared as raw, but looks like something that is no disk.
    NotADisk { looks: Looks },
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
            Self::OddProtectiveEntry { .. } => "odd_protective_entry",
            Self::HybridEntry { .. } => "hybrid_entry",
            Self::NoProtectiveEntry => "no_protective_entry",
            Self::ShorterThanStated { .. } => "shorter_than_stated",
            Self::FoundFormat { .. } => "found_format",
            Self::NotADisk { .. } => "not_a_disk",
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unclean => f.write_str(
                "the disk was not closed in order, so what was written last may be missing; shut its machine down and copy it again",
            ),
            Self::MarkedCorrupt => f.write_str(
                "the disk is marked as corrupt by the program that wrote it; look at it with `qemu-img check FILE`",
            ),
            Self::WeakEncryption => f.write_str(
                "the disk's encryption (AES in qcow2) is considered broken; encrypt it with LUKS instead",
            ),
            Self::Snapshots { count } => write!(
                f,
                "the disk contains {count} internal snapshots; `qemu-img convert -O qcow2 FILE NEW` leaves them out"
            ),
            Self::PartitionTableDamaged => f.write_str(
                "the GUID partition table or its copy at the end of the disk is missing or damaged, as when a disk was resized; `sgdisk -e FILE` writes the copy again",
            ),
            Self::PartitionBeyondEnd => f.write_str(
                "a partition extends beyond the end of the file; if the file is truncated, copy or download it again",
            ),
            Self::OddProtectiveEntry { entry } => write!(
                f,
                "entry {entry} of the MBR, which protects the GUID partition table, is unusual; most machines start all the same"
            ),
            Self::HybridEntry { entry } => write!(
                f,
                "entry {entry} of the MBR is a partition beside the GUID partition table (hybrid MBR); firmware may prefer either"
            ),
            Self::NoProtectiveEntry => f.write_str(
                "no entry of the MBR protects the GUID partition table; `sgdisk -e FILE` writes one",
            ),
            Self::ShorterThanStated { stated } => write!(
                f,
                "by the disk's own metadata the file should be {stated} bytes long, but it is shorter; if it is truncated, copy or download it again"
            ),
            Self::FoundFormat { found } => write!(
                f,
                "the image was declared as raw, but its data is {}; machines get it byte for byte",
                found.described()
            ),
            Self::NotADisk { looks } => write!(f, "the data looks like {looks}, which is no disk"),
        }
    }
}
