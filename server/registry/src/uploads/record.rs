use db::{OnUnique, Tx, query};
use model::{ImageId, OffsetDateTime, ProjectId, Sha256, Sha512, UploadId, UserId};
use store::Key;

use super::{NewUpload, UploadKind};
use crate::{Error, Registry, Result, rows::signed};

/// What the row of a new upload says beside its [`NewUpload`].
pub(crate) struct UploadRecord<'a> {
    pub id: UploadId,
    pub image: ImageId,
    pub user: &'a UserId,
    pub project: &'a ProjectId,
    pub kind: UploadKind,
    pub key: Key,
    pub made_image: bool,
    /// By the database's clock: it tells when the upload expires.
    pub begun_at: OffsetDateTime,
}

impl UploadRecord<'_> {
    /// Inserts the row. [`Error::Busy`] where the image has an open upload already.
    pub async fn insert(&self, tx: &mut Tx, registry: &Registry, new: &NewUpload) -> Result<()> {
        let sql = "
            insert into upload (
                id, image_id, user_id, project_id, state, kind, made_image, length, received, parts, fence,
                store, object_key, digests, expected_sha256, expected_sha512, created_at, updated_at, expires_at, metadata
            ) values ($1, $2, $3, $4, 'open', $5, $6, $7, 0, 0, 0, $8, $9, $10, $11, $12, $13, $13, $14, $15)";
        let insert = query(sql)
            .bind(self.id.to_string())
            .bind(self.image.to_string())
            .bind(self.user.as_str())
            .bind(self.project.as_str())
            .bind(self.kind.name)
            .bind(self.made_image)
            .bind(new.length.map(signed))
            .bind(registry.stores.default_id().to_string())
            .bind(self.key.as_str())
            .bind(Vec::<u8>::new())
            .bind(new.sha256.as_ref().map(Sha256::as_str))
            .bind(new.sha512.as_ref().map(Sha512::as_str))
            .bind(self.begun_at)
            .bind(self.begun_at + registry.life(self.kind))
            .bind(&new.metadata);
        tx.execute(insert)
            .await
            .on_unique(|| Error::Busy(self.image))?;
        Ok(())
    }
}
