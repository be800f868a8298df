use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Invalid, format::words};

words!(
    /// What a list of images can be ordered by.
    SortKey, "sort_key" {
        Name = "name", Status = "status", ContainerFormat = "container_format", DiskFormat = "disk_format",
        Size = "size", Id = "id", CreatedAt = "created_at", UpdatedAt = "updated_at",
    }
);

words!(
    /// Which end of a list comes first.
    Direction, "sort_dir" {
        /// The least; what is not set is less than anything.
        Ascending = "asc",
        /// The greatest.
        Descending = "desc",
    }
);

impl SortKey {
    /// Whether an image may be without it.
    pub fn may_be_absent(self) -> bool {
        matches!(
            self,
            Self::Name | Self::ContainerFormat | Self::DiskFormat | Self::Size
        )
    }
}
