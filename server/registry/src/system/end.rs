use db::{Tx, query};
use model::{Actor, OffsetDateTime};
use sqlx::AssertSqlSafe;

use super::{EndedRow, reclaim_upload};
use crate::{
    Registry, Result,
    lifecycle::{Retirement, UNFILLED},
};

/// An upload that is to end in a transaction: its bytes go, and its image is as if none had come, or goes too.
#[derive(Debug)]
pub(crate) struct UploadEnd<'a> {
    pub upload: &'a str,
    /// Whether its image goes too, if it still belongs to the project of the upload; else it is queued again.
    pub with_image: bool,
    /// In whose name.
    pub actor: Actor,
    pub now: OffsetDateTime,
    /// Only if nobody has gone on with it.
    pub only_expired: bool,
}

impl Registry {
    /// Ends an upload. Changes nothing if it is not open any more.
    pub(crate) async fn end_upload(&self, tx: &mut Tx, end: UploadEnd<'_>) -> Result<()> {
        // The session as it is now: a claim may have opened it since the row was read.
        let sql = format!(
            "update upload set state = 'ended', fence = fence + 1, updated_at = $2, metadata = '' where id = $1 and state = 'open'
                and (not $3 or (expires_at <= $2 and (lease_until is null or lease_until <= $2)))
             returning {}",
            EndedRow::COLUMNS
        );
        let ended = query(AssertSqlSafe(sql))
            .bind(end.upload)
            .bind(end.now)
            .bind(end.only_expired);
        let Some(ended) = tx.fetch_optional::<EndedRow>(ended).await? else {
            return Ok(());
        };
        reclaim_upload(tx, end.now, &ended).await?;
        let mut lifecycle = self.lifecycle(&mut *tx, end.now);
        if end.with_image {
            let retirement = Retirement {
                image: ended.image_id,
                from: &UNFILLED,
                unprotected: false,
                owned_by: Some(&ended.project_id),
                actor: end.actor,
            };
            // One that was given to another project meanwhile is theirs, and waits for data.
            if !lifecycle.retire(retirement).await? {
                lifecycle.requeue(ended.image_id).await?;
            }
        } else {
            lifecycle.requeue(ended.image_id).await?;
        }
        self.ledger(tx).release(end.upload).await
    }
}
