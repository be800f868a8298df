use std::fmt;

use model::{ImageId, ProjectId, UploadId};
use store::{Key, StoreId};

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// An upload of which every byte is there, and which nobody has finished.
    Unfinished { upload: UploadId, image: ImageId },
    /// An upload whose time has run out.
    Expired { upload: UploadId, image: ImageId },
    /// An upload whose bytes the store does not have any more.
    LostUpload { upload: UploadId, image: ImageId },
    /// Bytes without an owner, noted and not gone yet.
    Unreclaimed { store: StoreId, key: Key },
    /// An object that no row knows of.
    OrphanObject {
        store: StoreId,
        key: Key,
        size: u64,
        /// Whether it is one of more than a wrong or an old database should lose.
        is_one_of_many: bool,
    },
    /// Parts of an object that no upload knows of.
    OrphanParts { store: StoreId, size: u64 },
    /// An image whose store is not configured any more.
    UnknownStore { image: ImageId, store: StoreId },
    /// An image whose bytes are not there.
    Missing { image: ImageId, store: StoreId },
    /// An image of which the store holds another number of bytes.
    WrongSize { image: ImageId, want: u64, got: u64 },
    /// An image whose bytes are others than were sent.
    Damaged { image: ImageId },
    /// A project whose account is not what its images add up to.
    Drift { project: ProjectId },
}

/// What becomes of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// `--repair` puts it right.
    Repair,
    /// `--repair --repair-orphans` does: so many objects without a row may be the sign of a wrong or an old database.
    RepairOrphans,
    /// Only an operator can: a backup, another store.
    Operator,
}

impl Finding {
    /// What becomes of it.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::OrphanObject {
                is_one_of_many: true,
                ..
            } => Remedy::RepairOrphans,
            Self::Unfinished { .. }
            | Self::Expired { .. }
            | Self::LostUpload { .. }
            | Self::Unreclaimed { .. }
            | Self::OrphanObject { .. }
            | Self::OrphanParts { .. }
            | Self::Drift { .. } => Remedy::Repair,
            Self::UnknownStore { .. }
            | Self::Missing { .. }
            | Self::WrongSize { .. }
            | Self::Damaged { .. } => Remedy::Operator,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unfinished { upload, image } => {
                write!(
                    f,
                    "upload {upload} of image {image} lacks only its last step"
                )
            }
            Self::Expired { upload, image } => {
                write!(f, "upload {upload} of image {image} has expired")
            }
            Self::LostUpload { upload, image } => {
                write!(
                    f,
                    "upload {upload} of image {image}: its bytes are not in the store"
                )
            }
            Self::Unreclaimed { store, key } => {
                write!(f, "store {store}: {key} has no owner and will be removed")
            }
            Self::OrphanObject {
                store, key, size, ..
            } => {
                write!(
                    f,
                    "store {store}: object {key} of {size} bytes has no owner"
                )
            }
            Self::OrphanParts { store, size } => {
                write!(f, "store {store}: {size} bytes of an unknown upload")
            }
            Self::UnknownStore { image, store } => {
                write!(
                    f,
                    "image {image} is in store {store}, which is not configured"
                )
            }
            Self::Missing { image, store } => {
                write!(f, "image {image}: its bytes are not in store {store}")
            }
            Self::WrongSize { image, want, got } => {
                write!(
                    f,
                    "image {image}: the store holds {got} bytes of it, not {want}"
                )
            }
            Self::Damaged { image } => {
                write!(f, "image {image}: its bytes are not those that were sent")
            }
            Self::Drift { project } => {
                write!(
                    f,
                    "project {project}: its account is not what its images add up to"
                )
            }
        }
    }
}
