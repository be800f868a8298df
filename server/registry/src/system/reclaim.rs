//! Notes that some bytes have no owner any more. The worker removes them after the transaction.

use db::{Tx, query};
use model::{ImageId, OffsetDateTime, ProjectId};
use sqlx::FromRow;

use crate::Result;

/// What an upload that has ended leaves behind.
#[derive(Debug, FromRow)]
pub(crate) struct EndedRow {
    pub image_id: ImageId,
    /// Whose upload it was.
    pub project_id: ProjectId,
    store: String,
    object_key: String,
    store_session: String,
    received: i64,
    length: Option<i64>,
}

impl EndedRow {
    /// The columns that an update of `upload` returns for it.
    pub const COLUMNS: &str =
        "image_id, project_id, store, object_key, store_session, received, length";

    /// Whether the object may have been made: a crash can have come before anybody noted it.
    fn may_be_complete(&self) -> bool {
        self.length == Some(self.received)
    }
}

/// Notes that an object has no owner any more: from `now` on, which is the database's own time, as everything is that
/// is compared with it later.
pub(crate) async fn reclaim_object(
    tx: &mut Tx,
    now: OffsetDateTime,
    store: &str,
    key: &str,
) -> Result<()> {
    reclaim(tx, now, (store, key), None).await
}

/// Notes that the bytes of an upload have no owner any more.
pub(crate) async fn reclaim_upload(
    tx: &mut Tx,
    now: OffsetDateTime,
    ended: &EndedRow,
) -> Result<()> {
    if ended.store_session.is_empty() {
        return Ok(());
    }
    let place = (ended.store.as_str(), ended.object_key.as_str());
    reclaim(tx, now, place, Some(&ended.store_session)).await?;
    if ended.may_be_complete() {
        reclaim(tx, now, place, None).await?;
    }
    Ok(())
}

/// Notes a store's session, or the object where there is none.
async fn reclaim(
    tx: &mut Tx,
    now: OffsetDateTime,
    (store, key): (&str, &str),
    session: Option<&str>,
) -> Result<()> {
    let sql = "insert into reclaim (id, store, object_key, store_session, due_at) values ($1, $2, $3, $4, $5)";
    let note = query(sql)
        .bind(uuid::Uuid::new_v4().to_string())
        .bind(store)
        .bind(key)
        .bind(session)
        .bind(now);
    tx.execute(note).await?;
    Ok(())
}
