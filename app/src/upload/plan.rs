use inspect::{Finding, Format};
use model::DiskFormat;

use super::state::Reason;

/// An image's name may have this many characters.
const LONGEST_NAME: usize = 255;

/// What will be said of a file when its upload is created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub name: String,
    pub disk_format: DiskFormat,
}

impl Plan {
    /// What to say of the file `file_name`, in which the inspector found this; or why not to send it at all.
    pub fn of(file_name: &str, finding: Finding) -> Result<Self, Reason> {
        if let Some(refusal) = finding.refusal {
            return Err(Reason::Refused(refusal));
        }
        let disk_format = match finding.format {
            Some(format) => disk_format(format)?,
            None => by_extension(file_name),
        };
        Ok(Self {
            name: image_name(file_name),
            disk_format,
        })
    }
}

/// The word for a format that was found.
fn disk_format(format: Format) -> Result<DiskFormat, Reason> {
    match format {
        Format::Qcow2 => Ok(DiskFormat::Qcow2),
        Format::Vmdk => Ok(DiskFormat::Vmdk),
        Format::Vhd => Ok(DiskFormat::Vhd),
        Format::Vhdx => Ok(DiskFormat::Vhdx),
        Format::Vdi => Ok(DiskFormat::Vdi),
        Format::Iso => Ok(DiskFormat::Iso),
        // To a registry, an encrypted disk is a disk: only its guest has the key.
        Format::Luks => Ok(DiskFormat::Raw),
        Format::Qed => Err(Reason::Unsupported(format)),
        Format::Gzip | Format::Xz | Format::Zstd | Format::Zip | Format::Bzip2 => {
            Err(Reason::Wrapped(format))
        }
    }
}

/// The word for a file without a mark. Only two kinds of disk may have none at the beginning; all else is raw.
fn by_extension(file_name: &str) -> DiskFormat {
    let extension = split(file_name).map_or("", |(_, extension)| extension);
    if extension.eq_ignore_ascii_case("iso") {
        DiskFormat::Iso
    } else if extension.eq_ignore_ascii_case("vhd") {
        // A fixed VHD is marked at its end.
        DiskFormat::Vhd
    } else {
        DiskFormat::Raw
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
    use inspect::Refusal;

    use super::*;

    fn plan(file_name: &str, format: Option<Format>) -> Result<Plan, Reason> {
        Plan::of(
            file_name,
            Finding {
                format,
                ..Finding::default()
            },
        )
    }

    #[test]
    fn what_was_found_counts_more_than_the_name() {
        let plan = plan("ubuntu-24.04.img", Some(Format::Qcow2));
        assert_eq!(
            plan,
            Ok(Plan {
                name: "ubuntu-24.04".into(),
                disk_format: DiskFormat::Qcow2
            })
        );
    }

    #[test]
    fn without_a_mark_the_extension_speaks() {
        let format = |file_name| plan(file_name, None).map(|plan| plan.disk_format);
        assert_eq!(format("disc.ISO"), Ok(DiskFormat::Iso));
        assert_eq!(format("fixed.vhd"), Ok(DiskFormat::Vhd));
        assert_eq!(format("disk.raw"), Ok(DiskFormat::Raw));
        // Its name says so, its bytes do not: whoever believed the name would open it as something else.
        assert_eq!(format("disk.qcow2"), Ok(DiskFormat::Raw));
    }

    #[test]
    fn a_name_keeps_its_numbers() {
        let name = |file_name| plan(file_name, None).map(|plan| plan.name);
        assert_eq!(name("ubuntu-24.04"), Ok("ubuntu-24.04".into()));
        assert_eq!(name(".img"), Ok(".img".into()));
        assert_eq!(name(&"镜".repeat(300)), Ok("镜".repeat(255)));
    }

    #[test]
    fn what_is_refused_or_wrapped_is_not_sent() {
        let leaning = Finding {
            refusal: Some(Refusal::BackingFile),
            ..Finding::default()
        };
        assert_eq!(
            Plan::of("a.qcow2", leaning),
            Err(Reason::Refused(Refusal::BackingFile))
        );
        assert_eq!(
            plan("a.qcow2.xz", Some(Format::Xz)),
            Err(Reason::Wrapped(Format::Xz))
        );
    }
}
