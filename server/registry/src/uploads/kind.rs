use std::time::Duration;

use model::{ImageId, ProjectId, Status, Unrecognized};

use crate::{
    Error, Result,
    quota::{QuotaPool, Reservation},
};

/// How an upload came to be, how long it lives without a sign of life, and what its image is meanwhile.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UploadKind {
    pub name: &'static str,
    /// `None` for as long as the operator says.
    pub life: Option<Duration>,
    /// What the image is before the first byte, and while they arrive.
    pub image: [Status; 2],
    /// Where its bytes are counted.
    pub space: QuotaPool,
}

/// Ended soon after its process has crashed: two leases, of 60 s each.
const SHORT: Duration = Duration::from_secs(120);

/// Resumable: kept, so that it can go on later.
pub(crate) const TUS: UploadKind = UploadKind {
    name: "tus",
    life: None,
    image: [Status::Queued, Status::Saving],
    space: QuotaPool::Store,
};
/// One request.
pub(crate) const PUT: UploadKind = UploadKind {
    name: "put",
    life: Some(SHORT),
    image: [Status::Queued, Status::Saving],
    space: QuotaPool::Store,
};
/// One request that leaves its bytes to be imported later.
pub(crate) const STAGE: UploadKind = UploadKind {
    name: "stage",
    life: Some(SHORT),
    image: [Status::Queued, Status::Uploading],
    space: QuotaPool::Stage,
};
/// What such a request has left: kept until it is imported.
pub(crate) const STAGED: UploadKind = UploadKind {
    name: "staged",
    life: None,
    image: [Status::Uploading, Status::Importing],
    space: QuotaPool::Stage,
};
/// What a task brings in.
pub(crate) const IMPORT: UploadKind = UploadKind {
    name: "import",
    life: Some(SHORT),
    image: [Status::Queued, Status::Importing],
    space: QuotaPool::Store,
};

const ALL: [UploadKind; 5] = [TUS, PUT, STAGE, STAGED, IMPORT];

impl UploadKind {
    /// The kind of that name, as a row holds it. Of one that a newer release wrote nothing is known here.
    pub fn of(name: &str) -> Result<Self> {
        let kind = ALL.into_iter().find(|kind| kind.name == name);
        kind.ok_or_else(|| Error::Unrecognized {
            what: "the kind of the upload",
            word: Unrecognized::new(name),
        })
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
