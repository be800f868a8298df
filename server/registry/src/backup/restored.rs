use db::query;

use crate::{Error, Result, System};

/// What a failed task of a restored registry says.
const WHY: &str =
    "the registry was restored from a backup while this was under way; ask for it again";

/// What was under way when the backup was made, and was ended by the restore.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    pub uploads: usize,
    pub tasks: usize,
}

impl System<'_> {
    /// Ends what was under way: no backup holds the bytes of an open upload. Images that were receiving data are `queued`,
    /// reservations are released, and usage is counted anew.
    pub async fn settle_restored(&self) -> Result<Ended> {
        let tasks = self.fail_open_tasks(WHY).await?;
        let uploads = self.open_uploads().await?;
        for id in &uploads {
            let id = id.parse().map_err(Error::Invalid)?;
            if let Some(upload) = self.upload(id).await? {
                self.end(&upload, false).await?;
            }
        }
        // The store is new: it never had what these rows name.
        self.registry
            .db
            .execute(query("delete from reclaim"))
            .await?;
        self.recount_usage().await?;
        Ok(Ended {
            uploads: uploads.len(),
            tasks,
        })
    }

    async fn open_uploads(&self) -> Result<Vec<String>> {
        let sql = "select id from upload where state = 'open' order by id";
        Ok(self.registry.db.scalars(query(sql)).await?)
    }
}
