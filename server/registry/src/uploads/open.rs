use db::query;
use model::{ImageId, OffsetDateTime, ProjectId, UploadId, UserId};
use sqlx::FromRow;

use super::Uploads;
use crate::Result;

/// An upload into an image of the caller's project that is not over, for whoever wonders what holds the project's quota.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct OpenUpload {
    #[sqlx(try_from = "String")]
    pub id: UploadId,
    #[sqlx(try_from = "String")]
    pub image: ImageId,
    pub image_name: String,
    /// Who sends it, and for which project.
    #[sqlx(try_from = "String")]
    pub user: UserId,
    #[sqlx(try_from = "String")]
    pub project: ProjectId,
    /// How it comes: `tus`, `put`, `stage`, `staged`, `import`, or what a newer release has begun.
    pub method: String,
    /// Bytes that are durable.
    pub received: i64,
    /// Bytes that were announced, if they were.
    pub length: Option<i64>,
    /// Bytes of the quota that it holds.
    pub reserved: i64,
    pub begun_at: OffsetDateTime,
    /// When the last byte became durable: none has, or an older release took it, where this is empty.
    pub last_byte_at: Option<OffsetDateTime>,
    /// When it ends and its reservation is released, if it is not continued.
    pub expires_at: OffsetDateTime,
    /// Until when the claim is valid.
    pub lease_until: Option<OffsetDateTime>,
}

/// The longest silent ones first. A project has few at a time; so many are told at most.
const UNDER_WAY: &str = "
    select upload.id, upload.image_id as image, coalesce(image.name, '') as image_name, upload.user_id as \"user\",
        upload.project_id as project, upload.kind as method, upload.received, upload.length,
        coalesce(reservation.bytes, 0) as reserved, upload.created_at as begun_at, upload.received_at as last_byte_at,
        upload.expires_at, upload.lease_until
    from upload join image on image.id = upload.image_id left join reservation on reservation.id = upload.id
    where upload.state = 'open' and image.owner = $1 and ($2 = '' or upload.image_id = $2)
    order by coalesce(upload.received_at, upload.created_at), upload.id limit 1000";

impl Uploads<'_> {
    /// What is under way into the images of the caller's project, or into one of them.
    pub async fn open_uploads(&self, image: Option<ImageId>) -> Result<Vec<OpenUpload>> {
        let image = image.map_or_else(String::new, |id| id.to_string());
        let open = query(UNDER_WAY)
            .bind(self.caller.project.as_str())
            .bind(image);
        Ok(self.registry.db.fetch_all(open).await?)
    }
}
