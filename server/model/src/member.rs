use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{ImageId, ProjectId, stored::stored_words};

stored_words!(
    /// What a project says to an image that is shared with it.
    MemberStatus, "status" {
        /// Nothing yet.
        Pending = "pending",
        /// It wants to see it in its list.
        Accepted = "accepted",
        /// It does not.
        Rejected = "rejected",
    }
);

/// A project with which an image is shared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub image: ImageId,
    pub project: ProjectId,
    pub status: MemberStatus,
    #[serde(with = "crate::micros")]
    pub created_at: OffsetDateTime,
    #[serde(with = "crate::micros")]
    pub updated_at: OffsetDateTime,
}
