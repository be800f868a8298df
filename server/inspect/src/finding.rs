use serde::{Deserialize, Serialize};

use crate::{Format, Refusal, format::candidates, luks, qcow2, qed, vdi, vhd, vmdk};

/// What the beginning of a file tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// `None` for a raw disk.
    pub format: Option<Format>,
    /// The size of the disk that a machine would see, in bytes, where the beginning tells it.
    pub virtual_size: Option<u64>,
    /// Whether the disk is encrypted. A fact to show, not a fault.
    pub encrypted: bool,
    /// Why this file must not be taken.
    pub refusal: Option<Refusal>,
}

impl Finding {
    /// A file of `format` of which nothing more is known yet.
    pub(crate) fn of(format: Format) -> Self {
        Self {
            format: Some(format),
            ..Self::default()
        }
    }

    /// The same, refused. The first reason found is kept.
    pub(crate) fn refused(mut self, refusal: Refusal) -> Self {
        self.refusal.get_or_insert(refusal);
        self
    }

    /// Refused as cut short if a field that every whole header has is missing.
    pub(crate) fn or_truncated(self, whole: Option<Finding>) -> Self {
        whole.unwrap_or_else(|| self.refused(Refusal::Truncated))
    }
}

/// Looks at `head`, the first 64 KiB or more of a file (1 MiB shows more), or all of a shorter one.
///
/// What can only be known from later bytes is left open here.
pub fn inspect(head: &[u8]) -> Finding {
    let mut candidates = candidates(head);
    let Some(format) = candidates.next() else {
        return Finding::default();
    };
    // Two readers would disagree about what this file is; that is how one of them is attacked.
    if let Some(other) = candidates.next() {
        return Finding::of(format).refused(Refusal::Ambiguous {
            first: format,
            second: other,
        });
    }
    match format {
        Format::Qcow2 => qcow2::inspect(head),
        Format::Vmdk => vmdk::inspect(head),
        Format::Vhd => vhd::inspect(head),
        Format::Vdi => vdi::inspect(head),
        Format::Qed => qed::inspect(head),
        Format::Luks => luks::inspect(head),
        // A VHDX keeps its size beyond the head, an ISO and a wrapper have none of their own.
        Format::Vhdx
        | Format::Iso
        | Format::Gzip
        | Format::Xz
        | Format::Zstd
        | Format::Zip
        | Format::Bzip2 => Finding::of(format),
    }
}
