use inspect::{Kind, Objection, Verdict};
use model::DiskFormat;

use super::state::Reason;

/// An image's name may have this many characters.
const LONGEST_NAME: usize = 255;
/// The unit of an image's smallest disk.
const GIB: u64 = 1 << 30;

/// What will be said of a file when its upload is created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub name: String,
    pub disk_format: DiskFormat,
    /// The smallest disk that a machine needs for it, in GiB.
    pub min_disk: u64,
}

impl Plan {
    /// What to say of the file `file_name`, of which the inspector says this; or why not to send it at all.
    ///
    /// Its bytes decide, not its extension: whoever believed the name would open it as something else.
    pub fn of(file_name: &str, verdict: &Verdict) -> Result<Self, Reason> {
        if let Some(objection) = verdict.refusals.first() {
            return Err(Reason::Refused(objection.clone()));
        }
        Ok(Self {
            name: image_name(file_name),
            disk_format: disk_format(verdict.kind)?,
            min_disk: match verdict.kind {
                // A disc is not copied onto the machine's disk.
                Kind::Iso => 0,
                _ => verdict.virtual_size.unwrap_or_default().div_ceil(GIB),
            },
        })
    }
}

/// The word for what a file is.
fn disk_format(kind: Kind) -> Result<DiskFormat, Reason> {
    match kind {
        // To a registry, an encrypted disk is a disk: only its guest has the key.
        Kind::Raw | Kind::Gpt | Kind::Mbr | Kind::Luks => Ok(DiskFormat::Raw),
        Kind::Qcow2 => Ok(DiskFormat::Qcow2),
        Kind::Vmdk => Ok(DiskFormat::Vmdk),
        Kind::Vhd => Ok(DiskFormat::Vhd),
        Kind::Vhdx => Ok(DiskFormat::Vhdx),
        Kind::Vdi => Ok(DiskFormat::Vdi),
        Kind::Iso => Ok(DiskFormat::Iso),
        found => Err(Reason::Refused(Objection::Unsupported { found })),
    }
}

/// The file's name without its extension, no longer than a name may be.
fn image_name(file_name: &str) -> String {
    split(file_name)
        .map_or(file_name, |(stem, _)| stem)
        .chars()
        .take(LONGEST_NAME)
        .collect()
}

/// Stem and extension. The `04` of `ubuntu-24.04` is none: an extension is short and has a letter in it.
fn split(file_name: &str) -> Option<(&str, &str)> {
    let (stem, extension) = file_name.rsplit_once('.')?;
    let plausible = extension.len() <= 5
        && extension.chars().all(|c| c.is_ascii_alphanumeric())
        && extension.chars().any(|c| c.is_ascii_alphabetic());
    (plausible && !stem.is_empty()).then_some((stem, extension))
}

#[cfg(test)]
mod tests {
    use inspect::Facts;

    use super::*;

    fn plan(file_name: &str, kind: Kind) -> Result<Plan, Reason> {
        Plan::of(file_name, &verdict(kind))
    }

    fn verdict(kind: Kind) -> Verdict {
        Verdict {
            kind,
            virtual_size: Some(10 * GIB + 1),
            facts: Facts::default(),
            refusals: Vec::new(),
            warnings: Vec::new(),
        }
    }

    #[test]
    fn what_was_found_counts_and_the_name_does_not() {
        let expected = Plan {
            name: "ubuntu-24.04".into(),
            disk_format: DiskFormat::Qcow2,
            min_disk: 11,
        };
        assert_eq!(plan("ubuntu-24.04.img", Kind::Qcow2), Ok(expected));
        let format = |name, kind| plan(name, kind).map(|plan| plan.disk_format);
        assert_eq!(format("disk.qcow2", Kind::Raw), Ok(DiskFormat::Raw));
        assert_eq!(format("disk.iso", Kind::Gpt), Ok(DiskFormat::Raw));
        assert_eq!(format("disk.raw", Kind::Luks), Ok(DiskFormat::Raw));
    }

    #[test]
    fn a_disc_asks_for_no_disk() {
        let disc = plan("a.iso", Kind::Iso).expect("a disc is taken");
        assert_eq!(disc.min_disk, 0);
    }

    #[test]
    fn a_name_keeps_its_numbers() {
        let name = |file_name| plan(file_name, Kind::Raw).map(|plan| plan.name);
        assert_eq!(name("ubuntu-24.04"), Ok("ubuntu-24.04".into()));
        assert_eq!(name(".img"), Ok(".img".into()));
        assert_eq!(name(&"镜".repeat(300)), Ok("镜".repeat(255)));
    }

    #[test]
    fn what_is_refused_or_not_kept_here_is_not_sent() {
        let leaning = Verdict {
            refusals: vec![
                Objection::BackingFile,
                Objection::Truncated { missing: None },
            ],
            ..verdict(Kind::Qcow2)
        };
        let reason = Reason::Refused(Objection::BackingFile);
        assert_eq!(Plan::of("a.qcow2", &leaning), Err(reason));
        let found = Kind::Bochs;
        let reason = Reason::Refused(Objection::Unsupported { found });
        assert_eq!(plan("a.img", found), Err(reason));
    }
}
