use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Kind, Looks, Place};

/// Why a file must not be taken as the image that it was declared to be.
///
/// Programs go by [`code`](Self::code). The sentence is for people: what was found, where, and what to do about it.
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
    /// It is truncated. By its own tables or the declared length, at least this many bytes are missing, if they tell.
    Truncated {
        #[serde(default)]
        missing: Option<u64>,
    },
    /// It was declared as a VHD, which ends with a footer, and does not end with one.
    FooterMissing { found: Kind },
    /// A field of its structures has a value that its format does not allow.
    Malformed { field: String },
    /// It was not closed: a journal would still change it when a host opens it.
    PendingJournal,
    /// It bears the marks of two formats.
    Ambiguous { first: Kind, second: Kind },
    /// It is not what it was declared to be.
    Mismatch { declared: String, found: Kind },
    /// It is no disk at all, and was declared to be one of a certain format.
    NotADisk { declared: String, looks: Looks },
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
            Self::Truncated { .. } => "truncated",
            Self::FooterMissing { .. } => "footer_missing",
            Self::Malformed { .. } => "malformed",
            Self::PendingJournal => "pending_journal",
            Self::Ambiguous { .. } => "ambiguous",
            Self::Mismatch { .. } => "mismatch",
            Self::NotADisk { .. } => "not_a_disk",
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

/// The command that makes a self-contained disk of nearly anything.
const CONVERT: &str = "`qemu-img convert -O qcow2 FILE NEW`";

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BackingFile => write!(
                f,
                "the disk needs a backing file, which is not part of it; merge the two with {CONVERT} and upload the result"
            ),
            Self::ExternalData => write!(
                f,
                "the disk keeps its data in another file, which is not part of it; make it one file with {CONVERT} and upload the result"
            ),
            Self::UnknownFeatures { bits } => write!(
                f,
                "the header asks for features that are not supported here ({bits:#x}); write the disk anew with {CONVERT}"
            ),
            Self::UnknownPart { id } => write!(
                f,
                "the disk requires a region or an item that is not supported here ({id}); write the disk anew with {CONVERT}"
            ),
            Self::UnknownVersion { version } => write!(
                f,
                "the header names version {version} of the format, which is not supported here; write the disk anew with {CONVERT}"
            ),
            Self::Truncated { missing } => {
                f.write_str("the file is truncated")?;
                if let Some(missing) = missing {
                    write!(f, ", at least {missing} bytes are missing")?;
                }
                f.write_str("; copy or download it again and compare its size with the original's")
            }
            Self::FooterMissing { .. } => f.write_str(
                "the footer that ends every VHD is missing, so the file is truncated; copy or download it again, or declare it as raw if it is a raw disk",
            ),
            Self::Malformed { field } => write!(
                f,
                "{} of the disk has a value that the format does not allow; look at it with `qemu-img check FILE` where it comes from, or write it anew with {CONVERT}",
                Place::of(field)
            ),
            Self::PendingJournal => f.write_str(
                "the disk was not closed: its log holds writes that are not in place yet; shut its machine down or run `qemu-img check -r all FILE`, and upload it again",
            ),
            Self::Ambiguous { first, second } => write!(
                f,
                "the file has the marks of {first} and of {second} at once, so two programs would see two disks; write it anew with the right one of `qemu-img convert -f {} -O qcow2 FILE NEW` and `-f {}`",
                first.qemu(), second.qemu()
            ),
            Self::Mismatch { declared, found } => {
                write!(
                    f,
                    "the image was declared as {declared}, but its data is {}",
                    found.described()
                )?;
                match found.disk_format() {
                    Some(word) => write!(f, "; declare it as {word}, or convert it with `qemu-img convert -O {} FILE NEW`", qemu(declared)),
                    None => write!(f, "; convert it with `qemu-img convert -O {} FILE NEW`", qemu(declared)),
                }
            }
            Self::NotADisk { declared, looks } => write!(
                f,
                "the image was declared as {declared}, but its data looks like {looks}, which is no disk; check what was downloaded or exported, or declare it as raw if it is meant"
            ),
            Self::Wrapped { found } => write!(
                f,
                "the file is packed with {found}; unpack it and upload the disk that is inside"
            ),
            Self::Unsupported { found } => write!(
                f,
                "{found} disks are not supported here; convert it with `qemu-img convert -f {} -O qcow2 FILE NEW`",
                found.qemu()
            ),
            Self::UnsupportedVariant { found, variant } => write!(
                f,
                "{found} disks of the type `{variant}` are not supported here; convert it with {CONVERT} where all of its files are"
            ),
        }
    }
}

/// What qemu-img calls a disk format of OpenStack.
fn qemu(word: &str) -> &str {
    match word {
        "vhd" => "vpc",
        "ploop" => "parallels",
        "iso" | "gpt" | "ami" | "ari" | "aki" => "raw",
        word => word,
    }
}

impl std::error::Error for Objection {}
