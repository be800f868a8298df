use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{ImageId, Invalid, ProjectId, TaskId, UserId, format::words, stored::stored_words};

stored_words!(
    /// What a task is for.
    TaskKind, "type" {
        /// Makes an image out of what an address holds: the old way in.
        Import = "import",
        /// Brings the data of an image in.
        ImageImport = "api_image_import",
        /// Takes over data that a store holds already.
        LocationImport = "location_import",
    }
);

stored_words!(
    /// The status of a task.
    TaskStatus, "status" {
        /// Nobody has begun it.
        Pending = "pending",
        /// Somebody works on it, or did until they crashed.
        Processing = "processing",
        /// It is done.
        Success = "success",
        /// It could not be done; the message says why.
        Failure = "failure",
    }
);

words!(
    /// A way in which the data of an image is brought in.
    ImportMethod, "method.name" {
        /// What was staged before.
        GlanceDirect = "glance-direct",
        /// What an address on the web holds.
        WebDownload = "web-download",
        /// What another store holds of it.
        CopyImage = "copy-image",
    }
);

/// Work that is done later, by whichever node takes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    pub id: TaskId,
    pub kind: TaskKind,
    pub status: TaskStatus,
    pub owner: ProjectId,
    pub user: UserId,
    /// The request that asked for it.
    pub request: String,
    pub image: Option<ImageId>,
    /// What was asked, in JSON.
    pub input: String,
    /// What came of it, in JSON.
    pub result: Option<String>,
    /// What there is to say of it: why it failed, or what it did.
    pub message: String,
    #[serde(with = "crate::micros")]
    pub created_at: OffsetDateTime,
    #[serde(with = "crate::micros")]
    pub updated_at: OffsetDateTime,
    /// Until when an ended task can be asked for. That of one that has not ended is not known yet.
    pub expires_at: Option<Moment>,
}

/// A moment, where there may be none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment(#[serde(with = "crate::micros")] pub OffsetDateTime);
