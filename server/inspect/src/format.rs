use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{iso, luks, qcow2, qed, vdi, vhd, vhdx, vmdk, wrapper};

/// What a file says it is, by its own bytes. A raw disk says nothing.
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

/// A format and how to tell it.
type Probe = (Format, fn(&[u8]) -> bool);

const PROBES: &[Probe] = &[
    (Format::Qcow2, qcow2::is),
    (Format::Vmdk, vmdk::is),
    (Format::Vhd, vhd::is),
    (Format::Vhdx, vhdx::is),
    (Format::Qed, qed::is),
    (Format::Luks, luks::is),
    (Format::Gzip, wrapper::is_gzip),
    (Format::Xz, wrapper::is_xz),
    (Format::Zstd, wrapper::is_zstd),
    (Format::Zip, wrapper::is_zip),
    (Format::Bzip2, wrapper::is_bzip2),
    (Format::Vdi, vdi::is),
    (Format::Iso, iso::is),
];

/// Every format whose mark `head` bears; more than one is a file made to deceive.
pub fn candidates(head: &[u8]) -> impl Iterator<Item = Format> + '_ {
    PROBES
        .iter()
        .filter(move |(_, is)| is(head))
        .map(|(format, _)| *format)
}

/// The format of a file that begins with `head`: its first 64 KiB or more, or all of a shorter one.
///
/// `None` means that no mark is known: a raw disk, or a fixed VHD, whose only mark is at its end.
pub fn detect(head: &[u8]) -> Option<Format> {
    candidates(head).next()
}
