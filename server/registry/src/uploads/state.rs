//! Whether an upload still exists for clients, and can continue.

use db::query;
use model::{ImageId, UploadState};

use crate::{Error, Registry, Result, rows::UploadRow};

impl Registry {
    /// Whether an open upload is past its `expires_at`, and nobody is at work on it. The sweep has not come by yet.
    pub(super) async fn is_expired(&self, upload: &UploadRow) -> Result<bool> {
        let now = self.db.now().await?;
        let at_work = upload.lease_until.is_some_and(|until| until > now);
        Ok(upload.expires_at <= now && !at_work)
    }

    /// Whether the image is deleted.
    pub(super) async fn is_deleted(&self, image: ImageId) -> Result<bool> {
        let sql = "select id from image where id = $1 and status <> 'deleted'";
        let there = query(sql).bind(image.to_string());
        let there: Option<String> = self.db.scalar_optional(there).await?;
        Ok(there.is_none())
    }

    /// Whether the store does not have the session any more in which an upload is written: database and store are not
    /// of one moment, as after a restore.
    ///
    /// An upload of which every byte has arrived may have been completed: its last step finds out.
    pub(crate) async fn is_bytes_lost(&self, upload: &UploadRow) -> Result<bool> {
        if upload.state != UploadState::Open || upload.is_whole() {
            return Ok(false);
        }
        let Some(session) = upload.session()? else {
            return Ok(false);
        };
        let store = self.store_of(upload)?;
        Ok(!store.is_open(&upload.object_key, &session).await?)
    }

    /// Ends an upload that the store has lost, rather than naming an offset from which nobody can go on.
    pub(super) async fn end_if_bytes_lost(&self, upload: &UploadRow) -> Result<()> {
        if !self.is_bytes_lost(upload).await? {
            return Ok(());
        }
        // It may have been finished since the row was read.
        let now = self.system().upload(upload.id).await?;
        let same = |now: UploadRow| now.state == upload.state && now.received == upload.received;
        if !now.is_some_and(same) {
            return Ok(());
        }
        Err(self.end_lost(upload).await?)
    }

    /// Ends an upload whose bytes the store has lost. Its image stays, queued, to be tried again.
    pub(crate) async fn end_lost(&self, upload: &UploadRow) -> Result<Error> {
        self.refuse(upload, false, Error::BytesLost(upload.id))
            .await
    }
}
