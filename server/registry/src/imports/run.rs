use db::with_db;
use model::{ImageId, Status};
use serde_json::Value;

use super::Source;
use crate::{
    Error, Result, System,
    rows::{UPLOAD, UploadRow},
    tasks::{Lease, TaskRow},
    uploads::STAGED,
};

impl System<'_> {
    /// Brings the data of an image in, as the task says. May be done again after a crash at any line.
    pub(crate) async fn import(&self, lease: &Lease) -> Result<(ImageId, String)> {
        let task = &lease.task;
        let image = task.image()?.ok_or(Error::NothingToImport)?;
        let status = self.status_of(image).await?;
        // An earlier attempt came to its end, and only that was not noted.
        if !status.has_data() {
            match Source::of(task)? {
                Source::Staged => self.import_staged(lease, image, status).await?,
                Source::Web(_) | Source::Copy => return Err(Error::NothingToImport),
            }
        }
        Ok((image, "The image is active.".to_owned()))
    }

    async fn import_staged(&self, lease: &Lease, id: ImageId, status: Status) -> Result<()> {
        let registry = self.registry;
        let upload = self.staged(id).await?;
        let upload = upload.ok_or(Error::NotStaged { id, status })?;
        let claim = registry
            .claim_for(Some(lease), &upload, upload.offset())
            .await?;
        registry.finish(claim).await.map(drop)
    }

    async fn status_of(&self, image: ImageId) -> Result<Status> {
        let sql = "select status from image where id = $1 and status <> 'deleted'";
        let status = with_db!(self.registry.db, |pool, Any| {
            sqlx::query_scalar::<Any, String>(sql)
                .bind(image.to_string())
                .fetch_optional(pool)
                .await
        })?;
        Ok(status.ok_or(Error::ImageNotFound(image))?.parse()?)
    }

    /// What was staged for an image, and is still there.
    async fn staged(&self, image: ImageId) -> Result<Option<UploadRow>> {
        let sql = format!(
            "select {UPLOAD} from upload where image_id = $1 and state = 'open' and kind = $2"
        );
        Ok(with_db!(self.registry.db, |pool, Any| {
            sqlx::query_as::<Any, UploadRow>(&sql)
                .bind(image.to_string())
                .bind(STAGED.name)
                .fetch_optional(pool)
                .await
        })?)
    }
}

impl Source {
    /// From where the data of a task's image comes.
    fn of(task: &TaskRow) -> Result<Self> {
        let input: Value = serde_json::from_str(&task.input).map_err(|_| Error::NothingToImport)?;
        let method = &input["import_req"]["method"];
        match (method["name"].as_str(), method["uri"].as_str()) {
            (Some("glance-direct"), _) => Ok(Self::Staged),
            (Some("web-download"), Some(uri)) => Ok(Self::Web(uri.to_owned())),
            _ => Err(Error::NothingToImport),
        }
    }
}
