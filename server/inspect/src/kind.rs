use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        /// What a file is, by its own bytes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Kind { $($(#[$doc])* #[serde(rename = $word)] $variant),+ }

        impl Kind {
            /// Every kind there is.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name, as it is usually written in lower case.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

kinds! {
    /// No mark at all: a file system, a boot loader, noise.
    Raw = "raw",
    /// A raw disk with a GUID partition table.
    Gpt = "gpt",
    /// A raw disk with a classic partition table.
    Mbr = "mbr",
    Qcow2 = "qcow2",
    Vmdk = "vmdk",
    Vhd = "vhd",
    Vhdx = "vhdx",
    Vdi = "vdi",
    /// ISO 9660 or UDF.
    Iso = "iso",
    Luks = "luks",
    Qed = "qed",
    /// The disks of Parallels and Virtuozzo, which OpenStack calls ploop.
    Parallels = "parallels",
    Bochs = "bochs",
    Cloop = "cloop",
    Dmg = "dmg",
    Gzip = "gzip",
    Xz = "xz",
    Zstd = "zstd",
    Bzip2 = "bzip2",
    Lz4 = "lz4",
    Lzip = "lzip",
    Lzop = "lzop",
    Lzma = "lzma",
    Compress = "compress",
    Zip = "zip",
    SevenZip = "7z",
    Rar = "rar",
    /// Also what an OVA is.
    Tar = "tar",
}

impl Kind {
    /// Whether it is an archive or a compressed file: the disk, if there is one, is inside.
    pub fn is_wrapper(self) -> bool {
        matches!(
            self,
            Self::Gzip
                | Self::Xz
                | Self::Zstd
                | Self::Bzip2
                | Self::Lz4
                | Self::Lzip
                | Self::Lzop
                | Self::Lzma
                | Self::Compress
                | Self::Zip
                | Self::SevenZip
                | Self::Rar
                | Self::Tar
        )
    }

    /// OpenStack's word for it as a `disk_format`, if it has one.
    pub fn disk_format(self) -> Option<&'static str> {
        match self {
            Self::Raw | Self::Gpt | Self::Mbr => Some("raw"),
            Self::Qcow2
            | Self::Vmdk
            | Self::Vhd
            | Self::Vhdx
            | Self::Vdi
            | Self::Iso
            | Self::Luks => Some(self.as_str()),
            Self::Parallels => Some("ploop"),
            _ => None,
        }
    }

    /// What qemu-img calls it.
    pub fn qemu(self) -> &'static str {
        match self {
            Self::Vhd => "vpc",
            Self::Qcow2
            | Self::Vmdk
            | Self::Vhdx
            | Self::Vdi
            | Self::Luks
            | Self::Qed
            | Self::Parallels
            | Self::Bochs
            | Self::Cloop
            | Self::Dmg => self.as_str(),
            _ => "raw",
        }
    }

    /// What it is, in words.
    pub fn described(self) -> &'static str {
        match self {
            Self::Raw => "a raw disk",
            Self::Gpt => "a raw disk with a GUID partition table",
            Self::Mbr => "a raw disk with an MBR partition table",
            Self::Iso => "an ISO image",
            Self::Luks => "a LUKS-encrypted disk",
            Self::Vhd => "a VHD disk",
            kind => kind.as_str(),
        }
    }

    /// Whether a machine sees exactly the bytes of the file.
    pub fn is_plain(self) -> bool {
        matches!(self, Self::Raw | Self::Gpt | Self::Mbr)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
