use std::collections::BTreeMap;

use model::{
    ContainerFormat, Direction, DiskFormat, Image, ImageId, ImageName, Invalid, OffsetDateTime,
    ProjectId, SortKey, Status, Upload, UploadId, UploadState, UserId, Visibility,
};
use sqlx::FromRow;
use store::{Key, Part, Session};

use crate::Error;

// The enums in these rows are open (`model::Unrecognized`): a word that a newer release wrote is shown and written back as
// it is, and fails no page, feed or sweep. What is done with it is what harms least:
//
// | column | an unknown word counts as |
// |---|---|
// | image.status | without data, not receiving, not to be deleted; sweeps pass it by |
// | image.visibility | private |
// | image.disk_format, container_format | a format that is only told |
// | member.status | not accepted |
// | task.status, task.kind | another release's work: nobody here takes, ends or forgets it |
// | upload.state | neither open nor over: takes no bytes, and its bytes stay |
// | upload.kind | an upload that only a newer release finishes or ends |
// | activity.action | told by its own word |

/// The columns of an image, in every query that reads one.
pub const IMAGE: &str = "
    image.id, image.name, image.status, image.visibility, image.owner, image.protected, image.hidden,
    image.disk_format, image.container_format, image.min_disk, image.min_ram, image.size, image.virtual_size,
    image.checksum, image.sha256, image.sha512, image.created_at, image.updated_at";

#[derive(Debug, FromRow)]
pub struct ImageRow {
    pub id: ImageId,
    name: Option<String>,
    status: Status,
    visibility: Visibility,
    owner: ProjectId,
    protected: bool,
    hidden: bool,
    disk_format: Option<String>,
    container_format: Option<String>,
    min_disk: i32,
    min_ram: i32,
    size: Option<i64>,
    virtual_size: Option<i64>,
    checksum: Option<String>,
    sha256: Option<String>,
    sha512: Option<String>,
    pub created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
}

/// What an image has for a sort key. Only the first two may be without.
#[derive(Clone, Debug, PartialEq)]
pub enum SortValue {
    Text(Option<String>),
    Number(Option<i64>),
    Moment(OffsetDateTime),
}

impl SortValue {
    /// Whether the image has none.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Text(None) | Self::Number(None))
    }
}

impl ImageRow {
    /// What it has for `key`.
    pub fn sort_value(&self, key: SortKey) -> SortValue {
        match key {
            SortKey::Id => SortValue::Text(Some(self.id.to_string())),
            SortKey::Name => SortValue::Text(self.name.clone()),
            SortKey::Status => SortValue::Text(Some(self.status.to_string())),
            SortKey::ContainerFormat => SortValue::Text(self.container_format.clone()),
            SortKey::DiskFormat => SortValue::Text(self.disk_format.clone()),
            SortKey::Size => SortValue::Number(self.size),
            SortKey::CreatedAt => SortValue::Moment(self.created_at),
            SortKey::UpdatedAt => SortValue::Moment(self.updated_at),
        }
    }

    /// Where it stands in a list of that order.
    pub fn place(&self, order: &[(SortKey, Direction)]) -> Vec<SortValue> {
        order.iter().map(|(key, _)| self.sort_value(*key)).collect()
    }

    /// The image, with what other tables say of it.
    pub fn with(self, tags: Vec<String>, properties: BTreeMap<String, String>) -> Image {
        Image {
            id: self.id,
            name: self.name.map(ImageName::stored),
            status: self.status,
            visibility: self.visibility,
            owner: self.owner,
            protected: self.protected,
            hidden: self.hidden,
            disk_format: self.disk_format.map(DiskFormat::from),
            container_format: self.container_format.map(ContainerFormat::from),
            min_disk: self.min_disk,
            min_ram: self.min_ram,
            size: self.size.map(i64::cast_unsigned),
            virtual_size: self.virtual_size.map(i64::cast_unsigned),
            checksum: self.checksum,
            sha256: self.sha256,
            sha512: self.sha512,
            tags,
            properties,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// The columns of an upload, in every query that reads one.
pub const UPLOAD: &str = "
    upload.id, upload.image_id, upload.state, upload.project_id, upload.kind, upload.made_image, upload.length, upload.received,
    upload.parts, upload.fence, upload.store, upload.object_key, upload.store_session, upload.digests,
    upload.expected_sha256, upload.expected_sha512, upload.expires_at, upload.user_id, upload.metadata,
    upload.lease_until, upload.refusal, upload.signature_hash";

#[derive(Clone, Debug, FromRow)]
pub struct UploadRow {
    pub id: UploadId,
    pub image_id: ImageId,
    pub state: UploadState,
    pub project_id: ProjectId,
    pub kind: String,
    pub made_image: bool,
    pub length: Option<i64>,
    pub received: i64,
    pub parts: i64,
    pub fence: i64,
    pub store: String,
    pub object_key: Key,
    /// Empty until the store was asked for one.
    pub store_session: String,
    pub digests: Vec<u8>,
    pub expected_sha256: Option<String>,
    pub expected_sha512: Option<String>,
    pub expires_at: OffsetDateTime,
    pub user_id: UserId,
    pub metadata: String,
    pub lease_until: Option<OffsetDateTime>,
    pub refusal: Option<String>,
    /// The kept state of the hash for the signature, where the image's own digests are not for it.
    pub signature_hash: Option<Vec<u8>>,
}

impl UploadRow {
    /// The store's session, once there is one.
    pub fn session(&self) -> Result<Option<Session>, Invalid> {
        (!self.store_session.is_empty())
            .then(|| Session::try_from(self.store_session.clone()))
            .transpose()
    }

    /// Bytes that are durable.
    pub fn offset(&self) -> u64 {
        self.received.cast_unsigned()
    }

    /// Bytes that were announced.
    pub fn announced(&self) -> Option<u64> {
        self.length.map(i64::cast_unsigned)
    }

    /// Why nothing can be added to it any more.
    pub fn ended(&self) -> Error {
        match &self.refusal {
            Some(why) => Error::UploadRefused {
                id: self.id,
                why: why.clone(),
            },
            None => Error::UploadEnded(self.id),
        }
    }

    /// Whether every announced byte is durable.
    pub fn is_whole(&self) -> bool {
        self.length == Some(self.received)
    }
}

impl From<UploadRow> for Upload {
    fn from(row: UploadRow) -> Self {
        Self {
            id: row.id,
            image: row.image_id,
            state: row.state,
            offset: row.offset(),
            length: row.announced(),
            expires_at: row.expires_at,
            metadata: row.metadata,
        }
    }
}

#[derive(Debug, FromRow)]
pub struct PartRow {
    number: i64,
    size: i64,
    tag: String,
}

impl From<PartRow> for Part {
    fn from(row: PartRow) -> Self {
        let number = u32::try_from(row.number).unwrap_or(u32::MAX);
        Self {
            number,
            size: row.size.cast_unsigned(),
            tag: row.tag,
        }
    }
}

/// A size as the database keeps it. None that we meet is beyond its reach.
pub fn signed(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}
