use std::time::Duration;

use model::{ImageId, ProjectId, Status};

use crate::quota::{Reservation, Space};

/// How an upload came to be, how long it lives without a sign of life, and what its image is meanwhile.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    pub name: &'static str,
    pub life: Duration,
    /// What the image is before the first byte, and while they arrive.
    pub image: [Status; 2],
    /// Where its bytes are counted.
    pub space: Space,
}

/// How long an upload that can be resumed is kept without a sign of life.
pub const LIFE: Duration = Duration::from_secs(24 * 3600);
/// Dead soon after its process is.
const SHORT: Duration = Duration::from_secs(120);

/// Resumable: kept for a day, so that it can go on tomorrow.
pub(crate) const TUS: Kind = Kind {
    name: "tus",
    life: LIFE,
    image: [Status::Queued, Status::Saving],
    space: Space::Store,
};
/// One request.
pub(crate) const PUT: Kind = Kind {
    name: "put",
    life: SHORT,
    image: [Status::Queued, Status::Saving],
    space: Space::Store,
};
/// One request that leaves its bytes to be imported later.
pub(crate) const STAGE: Kind = Kind {
    name: "stage",
    life: SHORT,
    image: [Status::Queued, Status::Uploading],
    space: Space::Stage,
};
/// What such a request has left: kept for a day.
pub(crate) const STAGED: Kind = Kind {
    name: "staged",
    life: LIFE,
    image: [Status::Uploading, Status::Importing],
    space: Space::Stage,
};
/// What a task brings in.
pub(crate) const IMPORT: Kind = Kind {
    name: "import",
    life: SHORT,
    image: [Status::Queued, Status::Importing],
    space: Space::Store,
};

impl Kind {
    pub fn of(name: &str) -> Self {
        let others = [PUT, STAGE, STAGED, IMPORT];
        others
            .into_iter()
            .find(|kind| kind.name == name)
            .unwrap_or(TUS)
    }

    /// What the image is before the first byte, and while they arrive.
    pub fn statuses(self) -> [&'static str; 2] {
        self.image.map(Status::as_str)
    }

    /// What is reserved for such an upload, and where.
    pub fn reservation<'a>(
        self,
        id: &'a str,
        image: ImageId,
        owner: &'a ProjectId,
    ) -> Reservation<'a> {
        Reservation {
            id,
            image,
            owner,
            space: self.space,
            counted: true,
        }
    }
}
