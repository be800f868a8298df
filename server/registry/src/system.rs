//! The server's own work: what a crash, a cancel or a delete left is tidied up here.

mod removal;
mod retention;
mod sweep;

use db::{with_db, with_tx};
use model::{Actor, Status, UploadId};
pub use retention::Retention;
pub(crate) use retention::TASKS;
use sqlx::FromRow;
pub(crate) use sweep::Due;

use crate::{
    Error, Registry, Result,
    rows::{UPLOAD, UploadRow},
};

/// The registry, asking for nobody.
#[derive(Clone, Copy, Debug)]
pub struct System<'a> {
    pub(crate) registry: &'a Registry,
}

/// Notes, in a transaction of either database, that nobody owns these bytes any more: from `$now` on, which is the database's
/// own time, as everything is that is compared with it later.
macro_rules! reclaim {
    ($tx:ident, $now:expr, $store:expr, $key:expr, $session:expr) => {{
        let sql = "insert into reclaim (id, store, object_key, store_session, due_at) values ($1, $2, $3, $4, $5)";
        sqlx::query(sql)
            .bind(uuid::Uuid::new_v4().to_string())
            .bind($store)
            .bind($key)
            .bind($session)
            .bind($now)
            .execute(&mut *$tx)
            .await?;
    }};
}
pub(crate) use reclaim;

/// What an upload that has ended leaves behind.
#[derive(FromRow)]
pub(crate) struct EndedRow {
    pub image_id: String,
    pub store: String,
    pub object_key: String,
    pub store_session: String,
    pub received: i64,
    pub length: Option<i64>,
}

impl EndedRow {
    /// Whether the object may have been made: a crash can have come before anybody noted it.
    pub fn may_be_complete(&self) -> bool {
        self.length == Some(self.received)
    }
}

/// Notes, in a transaction of either database, that nobody owns the bytes of an upload any more.
macro_rules! reclaim_upload {
    ($tx:ident, $now:expr, $ended:expr) => {{
        let ended: &crate::system::EndedRow = $ended;
        if !ended.store_session.is_empty() {
            crate::system::reclaim!(
                $tx,
                $now,
                &ended.store,
                &ended.object_key,
                Some(&ended.store_session)
            );
            if ended.may_be_complete() {
                crate::system::reclaim!(
                    $tx,
                    $now,
                    &ended.store,
                    &ended.object_key,
                    None::<&String>
                );
            }
        }
    }};
}
pub(crate) use reclaim_upload;

/// Ends an upload in a transaction of either database: its bytes go, and its image is `$status` as if none had come.
/// Where the image goes, `$actor` has taken it away.
///
/// Changes nothing if it is not open any more, or where `$only_expired` holds and somebody has gone on with it.
macro_rules! end_upload {
    ($tx:ident, $Db:ident, $registry:expr, $upload:expr, $status:expr, $actor:expr, $now:expr, $only_expired:expr) => {{
        let (registry, upload, status): (&crate::Registry, String, model::Status) = ($registry, $upload, $status);
        let now: model::OffsetDateTime = $now;
        // The session as it is now: a claim may have opened it since the row was read.
        let sql = "
            update upload set state = 'ended', fence = fence + 1, updated_at = $2 where id = $1 and state = 'open'
                and (not $3 or (expires_at <= $2 and (lease_until is null or lease_until <= $2)))
            returning image_id, store, object_key, store_session, received, length";
        let ended = sqlx::query_as::<$Db, crate::system::EndedRow>(sql)
            .bind(&upload)
            .bind(now)
            .bind($only_expired)
            .fetch_optional(&mut *$tx)
            .await?;
        if let Some(ended) = ended {
            crate::system::reclaim_upload!($tx, now, &ended);
            let sql = "
                update image set status = $2, size = null, virtual_size = null, updated_at = $3,
                    deleted_at = case $2 when 'deleted' then $3 else deleted_at end
                where id = $1 and status in ('queued', 'saving', 'uploading', 'importing') returning owner, coalesce(name, '')";
            let image = sqlx::query_as::<$Db, (String, String)>(sql)
                .bind(&ended.image_id)
                .bind(status.as_str())
                .bind(now)
                .fetch_optional(&mut *$tx)
                .await?;
            registry.ledger(&mut $tx).release(&upload).await?;
            if let (model::Status::Deleted, Some((owner, name))) = (status, image) {
                let owner = model::ProjectId::try_from(owner)?;
                let id = ended.image_id.clone();
                let event = crate::activity::given_up($actor, id, name, owner.clone());
                db::AuditLog::record_audit_event(&mut $tx, &event).await?;
                registry.ledger(&mut $tx).remove_image(ended.image_id.parse()?, &owner, 0).await?;
            }
        }
    }};
}
pub(crate) use end_upload;

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
        let back_to = if with_image {
            Status::Deleted
        } else {
            Status::Queued
        };
        let now = self.registry.db.now().await?;
        with_tx!(self.registry.db, |tx, Any| {
            let id = upload.id.to_string();
            end_upload!(tx, Any, self.registry, id, back_to, actor, now, false);
            if let Some(why) = why {
                let sql = "
                    update upload set refusal_code = $2, refusal = $3
                    where id = $1 and state = 'ended' and refusal is null";
                sqlx::query(sql)
                    .bind(upload.id.to_string())
                    .bind(why.code())
                    .bind(why.to_string())
                    .execute(&mut *tx)
                    .await?;
            }
            Ok::<(), Error>(())
        })
    }

    /// The upload of that id, whoever it belongs to.
    pub(crate) async fn upload(&self, id: UploadId) -> Result<Option<UploadRow>> {
        let sql = format!("select {UPLOAD} from upload where id = $1");
        Ok(with_db!(self.registry.db, |pool, Any| sqlx::query_as::<
            Any,
            UploadRow,
        >(
            sqlx::AssertSqlSafe(sql.as_str())
        )
        .bind(id.to_string())
        .fetch_optional(pool)
        .await)?)
    }
}
