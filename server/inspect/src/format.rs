use std::fmt;

use serde::{Deserialize, Serialize};

/// What a file says it is, by its first look. A raw disk says nothing; [`Kind`](crate::Kind) knows more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Qcow2,
    Vmdk,
    Vhd,
    Vhdx,
    Vdi,
    Iso,
    Qed,
    Luks,
    Gzip,
    Xz,
    Zstd,
    Zip,
    Bzip2,
}

impl Format {
    /// Its name, as it is usually written in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Qcow2 => "qcow2",
            Self::Vmdk => "vmdk",
            Self::Vhd => "vhd",
            Self::Vhdx => "vhdx",
            Self::Vdi => "vdi",
            Self::Iso => "iso",
            Self::Qed => "qed",
            Self::Luks => "luks",
            Self::Gzip => "gzip",
            Self::Xz => "xz",
            Self::Zstd => "zstd",
            Self::Zip => "zip",
            Self::Bzip2 => "bzip2",
        }
    }

    /// Whether it is an archive or a compressed file: the disk, if there is one, is inside.
    pub fn is_wrapper(self) -> bool {
        matches!(
            self,
            Self::Gzip | Self::Xz | Self::Zstd | Self::Zip | Self::Bzip2
        )
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
