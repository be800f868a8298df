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

    /// Whether bytes of this `kind` may be kept as what was declared. `fixed`: a VHD with nothing but a footer behind the
    /// disk itself.
    pub fn allows(&self, kind: Kind, fixed: bool) -> bool {
        if self.packed && kind.is_wrapper() {
            return true;
        }
        match self.word.as_deref() {
            None => !kind.is_wrapper(),
            // To a registry, an encrypted disk is a disk like any other. A disc, and a VHD that begins with the disk itself,
            // open no other file, whoever looks again and takes them for what they are.
            Some("raw") => {
                kind.is_plain()
                    || matches!(kind, Kind::Luks | Kind::Iso)
                    || (kind == Kind::Vhd && fixed)
            }
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

    /// Whether machines get the file byte for byte.
    pub fn is_raw(&self) -> bool {
        self.word.as_deref() == Some("raw")
    }

    /// Whether the file should be a disk or a file system of its own, and not a kernel, a small disk that comes with
    /// one, or a part of an archive.
    pub fn is_disk(&self) -> bool {
        !self.packed && !matches!(self.word.as_deref(), Some("aki" | "ari"))
    }
}
