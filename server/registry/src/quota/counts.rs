use std::ops::{Add, Neg};

use sqlx::FromRow;

/// What a project uses, or how that changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Counts {
    /// Images that are not deleted.
    pub images: i64,
    /// Images that are receiving data.
    pub uploading: i64,
    /// Bytes of images, once for each place.
    pub stored: i64,
    /// Bytes promised to what is on its way to a store.
    pub reserved: i64,
    /// Bytes in the staging area, or promised to what is on its way there.
    pub staged: i64,
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            images: self.images.saturating_add(other.images),
            uploading: self.uploading.saturating_add(other.uploading),
            stored: self.stored.saturating_add(other.stored),
            reserved: self.reserved.saturating_add(other.reserved),
            staged: self.staged.saturating_add(other.staged),
        }
    }
}

impl Neg for Counts {
    type Output = Self;

    fn neg(self) -> Self {
        Self {
            images: -self.images,
            uploading: -self.uploading,
            stored: -self.stored,
            reserved: -self.reserved,
            staged: -self.staged,
        }
    }
}
