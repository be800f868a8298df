use db::query;
use sqlx::AssertSqlSafe;

use super::Finding;
use crate::{
    Result, System,
    rows::{UPLOAD, UploadRow},
};

impl System<'_> {
    /// Uploads that nobody can go on with: the store does not have what was sent. With `repair` they end.
    pub(super) async fn lost_uploads(&self, repair: bool) -> Result<Vec<Finding>> {
        let sql = format!(
            "select {UPLOAD} from upload where state = 'open' and store_session <> '' order by created_at, id"
        );
        let open = query(AssertSqlSafe(sql));
        let mut findings = Vec::new();
        for upload in self.registry.db.fetch_all::<UploadRow>(open).await? {
            if !self.registry.is_bytes_lost(&upload).await? || !self.is_unchanged(&upload).await? {
                continue;
            }
            if repair {
                self.registry.end_lost(&upload).await?;
            }
            findings.push(Finding::LostUpload {
                upload: upload.id,
                image: upload.image_id,
            });
        }
        Ok(findings)
    }

    /// Whether an upload is as it was read: nobody has finished or ended it meanwhile.
    async fn is_unchanged(&self, upload: &UploadRow) -> Result<bool> {
        let now = self.upload(upload.id).await?;
        Ok(now.is_some_and(|now| now.state == upload.state && now.received == upload.received))
    }
}
