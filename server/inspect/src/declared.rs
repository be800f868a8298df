use crate::Kind;

/// What is said of a file before anybody has looked at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Declared<'a> {
    /// OpenStack's word, as in an image's `disk_format`. `None`: nobody said anything, so nothing can mismatch.
    pub disk_format: Option<&'a str>,
    /// OpenStack's word, as in an image's `container_format`; `None` is taken for `bare`.
    pub container_format: Option<&'a str>,
    /// How long the file will be, if that is known.
    pub length: Option<u64>,
}

/// A declaration, read once. Words that are not known here claim nothing about the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The word, cut short.
    pub word: Option<String>,
    /// Whether the container packs the disk, so that the file is expected to be an archive.
    pub packed: bool,
}

/// Words longer than this are none of OpenStack's.
const LONGEST_WORD: usize = 32;

impl Claim {
    pub fn of(declared: &Declared<'_>) -> Self {
        let packs = |container: &str| matches!(container, "ova" | "ovf" | "docker" | "compressed");
        Self {
            word: declared
                .disk_format
                .map(|word| word.chars().take(LONGEST_WORD).collect()),
            packed: declared.container_format.is_some_and(packs),
        }
    }

    /// Whether bytes of this `kind` are what was declared.
    pub fn allows(&self, kind: Kind) -> bool {
        if self.packed && kind.is_wrapper() {
            return true;
        }
        match self.word.as_deref() {
            None => !kind.is_wrapper(),
            // To a registry, an encrypted disk is a disk like any other.
            Some("raw") => kind.is_plain() || kind == Kind::Luks,
            Some("gpt") => matches!(kind, Kind::Gpt | Kind::Mbr),
            Some("ploop") => kind.is_plain() || kind == Kind::Parallels,
            // Kernels and the little disks that come with them are often compressed.
            Some("aki" | "ari") => kind.is_plain() || kind.is_wrapper(),
            Some(word @ ("qcow2" | "vmdk" | "vhd" | "vhdx" | "vdi" | "iso" | "luks")) => {
                word == kind.as_str()
            }
            Some(_) => kind.is_plain(),
        }
    }

    /// Whether a boot sector is expected to be the first sector of a disk, not of a kernel or a file system.
    pub fn is_disk(&self) -> bool {
        !matches!(self.word.as_deref(), Some("aki" | "ari" | "ami" | "ploop"))
    }
}
