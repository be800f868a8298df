use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Invalid, ProjectId, format::words};

words!(
    /// What a project has a quota of, under Glance's names.
    Resource, "resource" {
        /// Bytes of images, once for each store that holds them. The limit is in MiB.
        Size = "image_size_total",
        /// Bytes in the staging area. The limit is in MiB.
        Staged = "image_stage_total",
        /// Images, those without data too.
        Images = "image_count_total",
        /// Images that are receiving data.
        Uploading = "image_count_uploading",
    }
);

/// Bytes in the unit in which limits of bytes are told.
pub const MIB: u64 = 1 << 20;

impl Resource {
    /// Whether it is counted in bytes, and limited in MiB.
    pub fn is_bytes(self) -> bool {
        matches!(self, Self::Size | Self::Staged)
    }
}

/// How much of one resource a project uses: bytes, or pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meter {
    pub used: u64,
    /// Promised to uploads under way, beyond what is used.
    pub reserved: u64,
    /// The most that both together may be, where there is such a limit.
    pub limit: Option<u64>,
}

/// What a project uses of everything that has a quota.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectUsage {
    pub project: ProjectId,
    pub size: Meter,
    pub staged: Meter,
    pub images: Meter,
    pub uploading: Meter,
}

impl ProjectUsage {
    /// The meter of `resource`.
    pub fn meter(&self, resource: Resource) -> Meter {
        match resource {
            Resource::Size => self.size,
            Resource::Staged => self.staged,
            Resource::Images => self.images,
            Resource::Uploading => self.uploading,
        }
    }
}
