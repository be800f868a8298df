use db::{AuditLog, Tx, query};
use model::{Actor, OffsetDateTime, ProjectId, Status};
use sqlx::AssertSqlSafe;

use super::{EndedRow, reclaim_upload};
use crate::{Registry, Result, activity::given_up};

/// An upload that is to end in a transaction: its bytes go, and its image is as if none had come, or goes too.
#[derive(Debug)]
pub(crate) struct UploadEnd<'a> {
    pub upload: &'a str,
    /// What becomes of the image: `queued` or `deleted`.
    pub image: Status,
    /// Who has taken the image away, if it goes.
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
            "update upload set state = 'ended', fence = fence + 1, updated_at = $2 where id = $1 and state = 'open'
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
        let sql = "
            update image set status = $2, size = null, virtual_size = null, updated_at = $3,
                deleted_at = case $2 when 'deleted' then $3 else deleted_at end
            where id = $1 and status in ('queued', 'saving', 'uploading', 'importing') returning owner, coalesce(name, '')";
        let image = query(sql)
            .bind(&ended.image_id)
            .bind(end.image.as_str())
            .bind(end.now);
        let image: Option<(String, String)> = tx.fetch_optional(image).await?;
        self.ledger(&mut *tx).release(end.upload).await?;
        if let (Status::Deleted, Some((owner, name))) = (end.image, image) {
            let owner = ProjectId::try_from(owner)?;
            let image = ended.image_id.parse()?;
            let event = given_up(end.actor, ended.image_id, name, owner.clone());
            tx.record_audit_event(&event).await?;
            self.ledger(tx).remove_image(image, &owner, 0).await?;
        }
        Ok(())
    }
}
