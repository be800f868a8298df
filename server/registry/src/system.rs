//! The server's own work: what a crash, a cancel or a delete left is tidied up here.

mod end;
mod reclaim;
mod removal;
mod retention;
mod sweep;

use db::query;
pub(crate) use end::UploadEnd;
use model::{Actor, UploadId};
pub(crate) use reclaim::{EndedRow, reclaim_object, reclaim_upload};
pub use retention::Retention;
pub(crate) use retention::TASKS;
use sqlx::AssertSqlSafe;
pub(crate) use sweep::Due;

use crate::{
    Error, Registry, Result,
    rows::{UPLOAD, UploadRow},
};

/// The registry without a caller.
#[derive(Clone, Copy, Debug)]
pub struct System<'a> {
    pub(crate) registry: &'a Registry,
}

impl System<'_> {
    /// Ends an open upload: its bytes go, and its image is `queued` again, or goes too where `with_image`.
    ///
    /// Changes nothing if it is not open any more.
    pub(crate) async fn end(&self, upload: &UploadRow, with_image: bool) -> Result<()> {
        let server = Actor::default();
        self.end_by(server, upload, with_image, None).await
    }

    /// The same, by the wish of `actor`; and keeps for whoever asks later `why` it was refused.
    pub(crate) async fn end_by(
        &self,
        actor: Actor,
        upload: &UploadRow,
        with_image: bool,
        why: Option<&Error>,
    ) -> Result<()> {
        let id = upload.id.to_string();
        let end = UploadEnd {
            upload: &id,
            with_image,
            actor,
            now: self.registry.db.now().await?,
            only_expired: false,
        };
        let mut tx = self.registry.db.begin().await?;
        self.registry.end_upload(&mut tx, end).await?;
        if let Some(why) = why {
            let sql = "
                update upload set refusal_code = $2, refusal = $3
                where id = $1 and state = 'ended' and refusal is null";
            let keep = query(sql).bind(&id).bind(why.code()).bind(why.to_string());
            tx.execute(keep).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The upload of that id, whoever it belongs to.
    pub(crate) async fn upload(&self, id: UploadId) -> Result<Option<UploadRow>> {
        let sql = format!("select {UPLOAD} from upload where id = $1");
        let row = query(AssertSqlSafe(sql)).bind(id.to_string());
        Ok(self.registry.db.fetch_optional(row).await?)
    }
}
