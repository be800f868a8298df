use serde::{Deserialize, Serialize};

use crate::{
    Declared, Format, Kind, Looks, Objection, Refusal, Verdict, declared::Claim,
    inspector::Inspector, judge::judge, view::View,
};

/// What the beginning of a file tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// `None` for a raw disk.
    pub format: Option<Format>,
    /// The size of the disk that a machine would see, in bytes, where the beginning tells it.
    pub virtual_size: Option<u64>,
    /// Whether the disk is encrypted. A fact to show, not a fault.
    pub encrypted: bool,
    /// What it looks like if it is no disk; a short file shows it, a long one at its end only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looks: Option<Looks>,
    /// Why this file must not be taken.
    pub refusal: Option<Refusal>,
}

/// A file shorter than this is shown whole.
const HEAD: usize = 64 << 10;

/// Looks at `head`, the first 64 KiB or more of a file (1 MiB shows more), or all of a shorter one.
///
/// What can only be known from later bytes is left open here; an [`Inspector`] sees the whole file.
pub fn inspect(head: &[u8]) -> Finding {
    let mut inspector = Inspector::new(Declared::default());
    inspector.feed(head);
    let verdict = if head.len() < HEAD {
        inspector.finish()
    } else {
        let view = View::new(&inspector.pieces, None, None);
        judge(&view, &Claim::of(&Declared::default())).verdict()
    };
    Finding::of(&verdict)
}

/// The format of a file that begins with `head`: its first 64 KiB or more, or all of a shorter one.
///
/// `None` means that no mark is known: a raw disk, or a fixed VHD, whose only mark is at its end.
pub fn detect(head: &[u8]) -> Option<Format> {
    inspect(head).format
}

impl Finding {
    fn of(verdict: &Verdict) -> Self {
        let plain = verdict.kind.is_plain();
        Self {
            format: format(verdict.kind),
            virtual_size: verdict
                .virtual_size
                .filter(|_| !plain && verdict.kind != Kind::Luks),
            encrypted: verdict.facts.encryption.is_some(),
            looks: verdict.not_a_disk(),
            refusal: verdict.refusals.iter().find_map(refusal),
        }
    }
}

fn format(kind: Kind) -> Option<Format> {
    Some(match kind {
        Kind::Qcow2 => Format::Qcow2,
        Kind::Vmdk => Format::Vmdk,
        Kind::Vhd => Format::Vhd,
        Kind::Vhdx => Format::Vhdx,
        Kind::Vdi => Format::Vdi,
        Kind::Iso => Format::Iso,
        Kind::Qed => Format::Qed,
        Kind::Luks => Format::Luks,
        Kind::Gzip => Format::Gzip,
        Kind::Xz => Format::Xz,
        Kind::Zstd => Format::Zstd,
        Kind::Zip => Format::Zip,
        Kind::Bzip2 => Format::Bzip2,
        _ => return None,
    })
}

/// The reason in this form; what the format says already is none.
fn refusal(objection: &Objection) -> Option<Refusal> {
    Some(match *objection {
        Objection::BackingFile => Refusal::BackingFile,
        Objection::ExternalData | Objection::UnsupportedVariant { .. } => Refusal::ExternalData,
        Objection::UnknownFeatures { bits } => Refusal::UnknownFeatures { bits },
        Objection::UnknownVersion { version } => Refusal::UnknownVersion { version },
        Objection::Truncated { .. } | Objection::FooterMissing { .. } => Refusal::Truncated,
        Objection::Ambiguous { first, second } => match (format(first), format(second)) {
            (Some(first), Some(second)) => Refusal::Ambiguous { first, second },
            _ => Refusal::Malformed,
        },
        Objection::UnknownPart { .. } | Objection::Malformed { .. } | Objection::PendingJournal => {
            Refusal::Malformed
        }
        Objection::Mismatch { .. }
        | Objection::NotADisk { .. }
        | Objection::Wrapped { .. }
        | Objection::Unsupported { .. } => return None,
    })
}
