use std::io;

use model::{
    ErrorKind, ImageId, Invalid, Policy, ProjectId, Status, TaskId, TaskKind, Unrecognized,
    UploadId,
};

use crate::{OverQuota, SignatureError};

/// What the registry answers.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the registry did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("No image found with ID {0}")]
    ImageNotFound(ImageId),
    #[error("no upload {0}")]
    UploadNotFound(UploadId),
    #[error("upload {0} has ended; its bytes are gone")]
    UploadEnded(UploadId),
    #[error("upload {0} has expired because no data arrived in time; start a new one")]
    UploadExpired(UploadId),
    #[error("the bytes of upload {0} are no longer in the store; start a new upload")]
    BytesLost(UploadId),
    #[error(
        "the data of image {0} is not in its store; an operator can look with `vitrine fsck` and bring it back from a backup"
    )]
    DataMissing(ImageId),
    #[error("image {0} was deleted after its data had arrived")]
    DeletedSince(ImageId),
    #[error(
        "upload {id} cannot continue yet: no data arrived for a while, so its reserved quota was released, and now {why}; free some quota, then continue: the data that has arrived is kept"
    )]
    NoRoomToGoOn { id: UploadId, why: OverQuota },
    #[error("you may not {0}: your role in this project does not allow it")]
    Forbidden(&'static str),
    #[error("you may not {}: the policy `{}` does not allow it", .0.meaning(), .0)]
    NotAllowed(Policy),
    #[error("image {0} belongs to another project")]
    NotOwner(ImageId),
    #[error("you may not {operation} the property `{name}`: it is protected")]
    PropertyProtected {
        name: String,
        operation: &'static str,
    },
    #[error("image {0} is protected: remove the protection before you delete it")]
    Protected(ImageId),
    #[error("Image ID {0} already exists!")]
    ImageExists(ImageId),
    #[error("image {id} is {status}; only a queued image can receive data")]
    NotReceiving { id: ImageId, status: Status },
    #[error("image {0} receives data from another upload already")]
    Busy(ImageId),
    #[error("an import into image {0} is under way already")]
    Importing(ImageId),
    #[error(
        "image {id} is {status}; only a staged one can be imported by glance-direct: stage its data first"
    )]
    NotStaged { id: ImageId, status: Status },
    #[error("image {id} is {status}; only a queued one can be imported by web-download")]
    NotQueued { id: ImageId, status: Status },
    #[error("image {0} is active already; nothing can be imported into it")]
    NotImportable(ImageId),
    #[error("image {id} is {status}; only an active one can be copied")]
    NotCopyable { id: ImageId, status: Status },
    #[error("{0} is not set; an image needs it before an import")]
    FormatNeeded(&'static str),
    #[error("there is no store `{0}`")]
    NoStore(String),
    #[error("the image is in store `{0}` already")]
    InStore(String),
    #[error("no task {0}")]
    TaskNotFound(TaskId),
    #[error("the task does not say what to import")]
    NothingToImport,
    #[error("tasks of type `{0}` are not supported")]
    NoSuchWork(TaskKind),
    #[error(
        "{what} is `{word}`, which this release of Vitrine does not know; ask a node that runs a newer release"
    )]
    Unrecognized {
        what: &'static str,
        word: Unrecognized,
    },
    #[error("another node now works on task {0}")]
    LeaseLost(TaskId),
    #[error("image {0} was deleted while its data arrived")]
    DeletedMeanwhile(ImageId),
    #[error("image {0} is deactivated; its data cannot be downloaded")]
    Deactivated(ImageId),
    #[error("image {0} was changed by another request meanwhile; read it again and retry")]
    ChangedMeanwhile(ImageId),
    #[error(
        "`{what}` of image {id} was changed by another request at the same time; read the image again, then repeat the change"
    )]
    ChangedAtOnce { id: ImageId, what: String },
    #[error(
        "the properties and tags of the image are {bytes} bytes; the most is {cap} (image_metadata_cap)"
    )]
    OverMetadataCap { bytes: u64, cap: u64 },
    #[error(
        "the properties and tags of the project's images would be {used} bytes; the most is {limit} MiB (image_metadata_total)"
    )]
    OverMetadataQuota { used: i64, limit: u64 },
    #[error("{field} is fixed: the image is {status}, and it can only be set while it is queued")]
    FormatFixed { field: &'static str, status: Status },
    #[error("you cannot {verb} an image that is {status}")]
    NotTurnable { verb: &'static str, status: Status },
    #[error("the image has no property `{0}`")]
    NoProperty(String),
    #[error("the image has a property `{0}` already")]
    PropertyExists(String),
    #[error("{0} is missing: every image here must have that property")]
    PropertyRequired(String),
    #[error("property `{name}` is {why}; choose another name")]
    PropertyReserved { name: String, why: &'static str },
    #[error("{0} cannot be removed: every image here must have that property")]
    PropertyKept(String),
    #[error("the image has no tag `{0}`")]
    NoTag(String),
    #[error("{count} {what} are too many: an image has at most {most}")]
    TooManyOf {
        what: &'static str,
        count: usize,
        most: usize,
    },
    #[error(
        "upload {id} came in {parts} chunks, which are too small; start again with larger ones"
    )]
    SmallChunks { id: UploadId, parts: i64 },
    #[error("at most {0} changes are made at once")]
    TooManyChanges(usize),
    #[error(
        "{most} shared images wait already for an answer of project `{project}`, the most that may; it has to accept or reject some first"
    )]
    TooManyPending { project: ProjectId, most: i64 },
    #[error("members of image {id} cannot {verb}: only a shared image has members")]
    NotShared { id: ImageId, verb: &'static str },
    #[error("project {project} is no member of image {image}")]
    NoMember { image: ImageId, project: ProjectId },
    #[error("project {project} is a member of image {image} already")]
    AlreadyMember { image: ImageId, project: ProjectId },
    #[error("{0} is not set; an image needs it before it can receive data")]
    FormatMissing(&'static str),
    #[error("the offset of upload {id} is {at}, not {given}")]
    WrongOffset { id: UploadId, at: u64, given: u64 },
    #[error("a newer request has claimed upload {0}")]
    Superseded(UploadId),
    #[error("more bytes than the {0} that were announced")]
    TooMany(u64),
    #[error("only {got} of the {want} announced bytes arrived")]
    TooFew { got: u64, want: u64 },
    #[error(
        "upload-length is {given}; upload {id} was said to be of {length} bytes, and that is fixed"
    )]
    LengthFixed {
        id: UploadId,
        length: u64,
        given: u64,
    },
    #[error("upload-length is {given}, but {at} bytes are there already")]
    LengthPassed { at: u64, given: u64 },
    #[error(
        "the request's {algorithm} is {got}, not {want} as it says; none of its bytes were kept"
    )]
    WrongChecksum {
        algorithm: &'static str,
        got: String,
        want: String,
    },
    #[error("the data came too slowly: at least {rate} bytes a second are expected")]
    TooSlow { rate: u64 },
    #[error(
        "your token or session ended while the data arrived; sign in again. A resumable upload continues at its offset, any other begins anew"
    )]
    SignedOut,
    #[error(
        "whoever asked for the import may not bring data in any more: their account, project, role or credential has ended"
    )]
    RequesterGone,
    #[error(
        "the download took longer than {hours} hours, which is the most here (import_max_hours)"
    )]
    DownloadTooLong { hours: u64 },
    #[error(
        "{most} imports of the project wait or are under way, which is the most; try again when one is done"
    )]
    TooManyImports { most: u64 },
    #[error("your access could not be checked again: {0}")]
    Unasked(String),
    #[error("upload {id} was refused: {why}")]
    UploadRefused { id: UploadId, why: String },
    #[error("the store has room for {room} bytes; the upload is {length}")]
    NoRoom { room: u64, length: u64 },
    #[error("the data's {algorithm} is {got}, not {want} as expected; nothing was kept")]
    WrongDigest {
        algorithm: &'static str,
        got: String,
        want: String,
    },
    #[error("{0}; nothing was kept")]
    Objected(inspect::Objection),
    #[error("the body ended early: {0}")]
    Body(#[source] io::Error),
    #[error("{0}")]
    OverQuota(OverQuota),
    #[error("an image has at most {0} bytes here (image_size_cap)")]
    OverCap(u64),
    #[error("the upload has ended and its reserved quota was released")]
    ReservationEnded,
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error(transparent)]
    Signature(#[from] SignatureError),
    #[error(transparent)]
    Fetch(#[from] fetch::Error),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    #[error(
        "the work on the upload stopped unexpectedly; ask for its offset and continue from there"
    )]
    Stopped,
    #[error("a stored hash state cannot be decoded; the upload cannot continue")]
    HashState,
}

impl From<OverQuota> for Error {
    fn from(over: OverQuota) -> Self {
        Self::OverQuota(over)
    }
}

impl From<signing::Error> for Error {
    fn from(error: signing::Error) -> Self {
        SignatureError::from(error).into()
    }
}

impl Error {
    /// The same of a certificate that is to be registered, with which no data is refused.
    pub(crate) fn of_certificate(self) -> Self {
        match self {
            Self::Signature(SignatureError::Signing(error)) => {
                SignatureError::BadCertificate(error).into()
            }
            other => other,
        }
    }

    /// Whether a limit on bytes is exceeded.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self, Self::OverQuota(_) | Self::OverCap(_))
    }

    /// A word for why data was refused, the same in every language and release.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Objected(objection) => Some(objection.code()),
            Self::Signature(error) => error.code(),
            Self::WrongDigest { .. } => Some("wrong_digest"),
            Self::TooMany(_) => Some("too_many_bytes"),
            Self::OverCap(_) => Some("too_large"),
            Self::OverQuota(_) => Some("over_quota"),
            _ => None,
        }
    }

    /// What a client is told. Why the database or a store failed is the operator's to read, in the log.
    pub fn public(&self) -> String {
        match self {
            Self::Database(error) => db::sentence(error).to_owned(),
            Self::Store(store::Error::Io(_)) => {
                "The store does not work just now; try again in a moment.".to_owned()
            }
            other => other.to_string(),
        }
    }

    /// What a client can do about it.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::ImageNotFound(_)
            | Self::UploadNotFound(_)
            | Self::NoTag(_)
            | Self::TaskNotFound(_)
            | Self::NoMember { .. } => ErrorKind::NotFound,
            Self::UploadEnded(_)
            | Self::UploadExpired(_)
            | Self::BytesLost(_)
            | Self::DeletedSince(_)
            | Self::UploadRefused { .. }
            | Self::DeletedMeanwhile(_)
            | Self::ReservationEnded => ErrorKind::Gone,
            Self::SignedOut => ErrorKind::Unauthenticated,
            Self::Unasked(_) => ErrorKind::Unavailable,
            Self::Forbidden(_)
            | Self::RequesterGone
            | Self::NotAllowed(_)
            | Self::NotOwner(_)
            | Self::Protected(_)
            | Self::Deactivated(_)
            | Self::FormatFixed { .. }
            | Self::NotTurnable { .. }
            | Self::NotShared { .. }
            | Self::PropertyReserved { .. }
            | Self::PropertyProtected { .. }
            | Self::PropertyKept(_) => ErrorKind::Forbidden,
            Self::ImageExists(_)
            | Self::ChangedMeanwhile(_)
            | Self::ChangedAtOnce { .. }
            | Self::NoProperty(_)
            | Self::PropertyExists(_)
            | Self::AlreadyMember { .. }
            | Self::NotReceiving { .. }
            | Self::Busy(_)
            | Self::Importing(_)
            | Self::NotStaged { .. }
            | Self::NotQueued { .. }
            | Self::NotImportable(_)
            | Self::NotCopyable { .. }
            | Self::FormatNeeded(_)
            | Self::NoStore(_)
            | Self::LeaseLost(_)
            | Self::Unrecognized { .. }
            | Self::WrongOffset { .. }
            | Self::Superseded(_) => ErrorKind::Conflict,
            Self::FormatMissing(_)
            | Self::InStore(_)
            | Self::NoSuchWork(_)
            | Self::NothingToImport
            | Self::PropertyRequired(_)
            | Self::TooFew { .. }
            | Self::WrongDigest { .. }
            | Self::WrongChecksum { .. }
            | Self::LengthFixed { .. }
            | Self::LengthPassed { .. }
            | Self::TooSlow { .. }
            | Self::DownloadTooLong { .. }
            | Self::Body(_)
            | Self::Invalid(_) => ErrorKind::Invalid,
            Self::Objected(_) => ErrorKind::Unsupported,
            Self::TooMany(_)
            | Self::TooManyOf { .. }
            | Self::TooManyChanges(_)
            | Self::SmallChunks { .. }
            | Self::TooManyPending { .. }
            | Self::TooManyImports { .. }
            | Self::OverQuota(_)
            | Self::NoRoomToGoOn { .. }
            | Self::OverCap(_)
            | Self::OverMetadataCap { .. }
            | Self::OverMetadataQuota { .. } => ErrorKind::TooLarge,
            Self::NoRoom { .. } => ErrorKind::Full,
            Self::Signature(error) => error.kind(),
            Self::Fetch(error) => error.kind(),
            Self::Store(error) => error.kind(),
            Self::Database(error) => db::kind(error),
            Self::DataMissing(_) | Self::HashState | Self::Stopped => ErrorKind::Internal,
        }
    }
}
