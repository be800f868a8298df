pub mod not_disks;
mod other_disks;
mod plain_disks;
mod polyglots;
mod qcow2_disks;
mod vhd_disks;
mod vmdk_disks;

use std::sync::LazyLock;

use inspect::{Declared, Kind};

use crate::qemu;

/// A file, what it was declared to be, and what must be said of it.
pub struct Sample {
    pub name: String,
    pub disk_format: Option<&'static str>,
    pub container_format: Option<&'static str>,
    pub bytes: Vec<u8>,
    pub kind: Kind,
    /// The codes of all reasons to refuse it, weightiest first; none: it is taken.
    pub refusals: Vec<&'static str>,
    pub warnings: Vec<&'static str>,
}

impl Sample {
    pub fn declared(&self) -> Declared<'_> {
        Declared {
            disk_format: self.disk_format,
            container_format: self.container_format,
            length: Some(self.bytes.len() as u64),
        }
    }

    /// Taken, with these warnings.
    pub fn warned(mut self, warnings: &[&'static str]) -> Self {
        self.warnings = warnings.to_vec();
        self
    }

    fn inside(mut self, container: &'static str) -> Self {
        self.container_format = Some(container);
        self
    }
}

/// A file declared as `disk_format` (`-` for nothing) that is a `kind`, and refused for these reasons.
pub fn sample(
    name: &str,
    disk_format: &'static str,
    bytes: Vec<u8>,
    kind: Kind,
    refusals: &[&'static str],
) -> Sample {
    Sample {
        name: name.to_owned(),
        disk_format: Some(disk_format).filter(|word| *word != "-"),
        container_format: None,
        bytes,
        kind,
        refusals: refusals.to_vec(),
        warnings: Vec::new(),
    }
}

/// Everything: made by hand, and made by qemu-img where there is one.
pub fn all() -> &'static [Sample] {
    static ALL: LazyLock<Vec<Sample>> =
        LazyLock::new(|| by_hand().into_iter().chain(qemu::samples()).collect());
    &ALL
}

/// What needs no other tool.
pub fn by_hand() -> Vec<Sample> {
    let groups = [
        qcow2_disks::qcow2_disks(),
        vmdk_disks::vmdk_disks(),
        vhd_disks::vhd_disks(),
        vhd_disks::vhdx_disks(),
        other_disks::other_disks(),
        plain_disks::plain_disks(),
        plain_disks::discs(),
        other_disks::encrypted(),
        polyglots::wrapped(),
        polyglots::two_at_once(),
        polyglots::not_as_declared(),
        not_disks::no_disks(),
        not_disks::odd_disks(),
        not_disks::odd_tables(),
    ];
    groups.into_iter().flatten().collect()
}
