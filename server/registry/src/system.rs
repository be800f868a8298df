//! The server's own work: what a crash, a cancel or a delete left is tidied up here.

use std::time::Duration;

use db::{with_db, with_tx};
use model::{Actor, Status, UploadId};
use sqlx::FromRow;
use store::{Key, Session, StoreId};

use crate::{
    Error, Registry, Result,
    rows::{UPLOAD, UploadRow},
};

/// The registry, asking for nobody.
#[derive(Clone, Copy, Debug)]
pub struct System<'a> {
    pub(crate) registry: &'a Registry,
}

/// Notes, in a transaction of either database, that nobody owns these bytes any more.
macro_rules! reclaim {
    ($tx:ident, $store:expr, $key:expr, $session:expr) => {{
        let sql = "insert into reclaim (id, store, object_key, store_session, due_at) values ($1, $2, $3, $4, $5)";
        sqlx::query(sql)
            .bind(uuid::Uuid::new_v4().to_string())
            .bind($store)
            .bind($key)
            .bind($session)
            .bind(model::now())
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
    ($tx:ident, $ended:expr) => {{
        let ended: &crate::system::EndedRow = $ended;
        if !ended.store_session.is_empty() {
            crate::system::reclaim!(
                $tx,
                &ended.store,
                &ended.object_key,
                Some(&ended.store_session)
            );
            if ended.may_be_complete() {
                crate::system::reclaim!($tx, &ended.store, &ended.object_key, None::<&String>);
            }
        }
    }};
}
pub(crate) use reclaim_upload;

/// Ends an upload in a transaction of either database: its bytes go, and its image is `$status` as if none had come.
/// Where the image goes, `$actor` has taken it away.
///
/// Changes nothing if it is not open any more.
macro_rules! end_upload {
    ($tx:ident, $Db:ident, $registry:expr, $upload:expr, $status:expr, $actor:expr) => {{
        let (registry, upload, status): (&crate::Registry, String, model::Status) = ($registry, $upload, $status);
        // The session as it is now: a claim may have opened it since the row was read.
        let sql = "
            update upload set state = 'ended', fence = fence + 1, updated_at = $2 where id = $1 and state = 'open'
            returning image_id, store, object_key, store_session, received, length";
        let ended = sqlx::query_as::<$Db, crate::system::EndedRow>(sql)
            .bind(&upload)
            .bind(model::now())
            .fetch_optional(&mut *$tx)
            .await?;
        if let Some(ended) = ended {
            crate::system::reclaim_upload!($tx, &ended);
            let sql = "
                update image set status = $2, size = null, virtual_size = null, updated_at = $3,
                    deleted_at = case $2 when 'deleted' then $3 else deleted_at end
                where id = $1 and status in ('queued', 'saving', 'uploading', 'importing') returning owner, coalesce(name, '')";
            let image = sqlx::query_as::<$Db, (String, String)>(sql)
                .bind(&ended.image_id)
                .bind(status.as_str())
                .bind(model::now())
                .fetch_optional(&mut *$tx)
                .await?;
            registry.ledger(&mut $tx).release(&upload).await?;
            if let (model::Status::Deleted, Some((owner, name))) = (status, image) {
                let owner = model::ProjectId::try_from(owner)?;
                let id = ended.image_id.clone();
                let entry = crate::activity::given_up($actor, id, name, owner.clone());
                db::Note::note(&mut $tx, &entry).await?;
                registry.ledger(&mut $tx).forget(ended.image_id.parse()?, &owner, 0).await?;
            }
        }
    }};
}
pub(crate) use end_upload;

#[derive(FromRow)]
struct ReclaimRow {
    id: String,
    store: String,
    #[sqlx(try_from = "String")]
    object_key: Key,
    store_session: Option<String>,
}

impl System<'_> {
    /// Whether the database and the default store answer.
    pub async fn probe(&self) -> Result<()> {
        self.registry.db.ping().await?;
        let stores = &self.registry.stores;
        stores.get(stores.default_id())?.room().await?;
        Ok(())
    }

    /// Ends uploads that have expired, finishes those that only lack their last step, reclaims what nobody owns.
    pub async fn sweep(&self) -> Result<()> {
        for upload in self.whole().await? {
            tracing::info!(upload = %upload.id, image = %upload.image_id, "an upload lacked only its last step");
            if let Err(error) = self
                .registry
                .take_last_step(&upload, &Actor::default())
                .await
            {
                tracing::warn!(%error, upload = %upload.id, "and could not take it");
            }
        }
        for upload in self.expired().await? {
            tracing::info!(upload = %upload.id, image = %upload.image_id, "an upload expired");
            self.end(&upload, upload.made_image).await?;
        }
        if let Err(error) = self.release_stalled().await {
            tracing::warn!(%error, "what silent uploads have reserved is given back later");
        }
        self.sweep_tasks().await?;
        self.reclaim_due().await
    }

    /// Lets go of every byte that nobody owns. What a store refuses is tried again later.
    ///
    /// The act that left the bytes is done already, so nothing that goes wrong here is its failure.
    pub async fn reclaim(&self) {
        if let Err(error) = self.reclaim_due().await {
            tracing::warn!(%error, "bytes are reclaimed later");
        }
    }

    async fn reclaim_due(&self) -> Result<()> {
        let sql = "select id, store, object_key, store_session from reclaim where due_at <= $1 order by due_at limit 100";
        let now = self.registry.db.now().await?;
        let due = with_db!(self.registry.db, |pool, Any| sqlx::query_as::<
            Any,
            ReclaimRow,
        >(sql)
        .bind(now)
        .fetch_all(pool)
        .await)?;
        for row in due {
            match self.let_go(&row).await {
                Ok(()) => self.forget(&row.id).await?,
                Err(error) => {
                    tracing::warn!(store = row.store, key = %row.object_key, %error, "bytes could not be reclaimed yet");
                    self.postpone(&row.id).await?;
                }
            }
        }
        Ok(())
    }

    async fn let_go(&self, row: &ReclaimRow) -> Result<()> {
        let store = self
            .registry
            .stores
            .get(&StoreId::from(row.store.as_str()))?;
        match &row.store_session {
            Some(session) => {
                store
                    .abort(&row.object_key, &Session::try_from(session.clone())?)
                    .await?;
            }
            None => store.delete(&row.object_key).await?,
        }
        Ok(())
    }

    async fn forget(&self, id: &str) -> Result<()> {
        let sql = "delete from reclaim where id = $1";
        Ok(with_db!(self.registry.db, |pool, Any| sqlx::query(sql)
            .bind(id)
            .execute(pool)
            .await
            .map(drop))?)
    }

    async fn postpone(&self, id: &str) -> Result<()> {
        let sql = "update reclaim set due_at = $2 where id = $1";
        let later = self.registry.db.now().await? + Duration::from_secs(60);
        Ok(with_db!(self.registry.db, |pool, Any| sqlx::query(sql)
            .bind(id)
            .bind(later)
            .execute(pool)
            .await
            .map(drop))?)
    }

    /// Uploads of which every byte arrived, but that nobody has finished: whoever was at it crashed.
    pub(crate) async fn whole(&self) -> Result<Vec<UploadRow>> {
        let sql = format!(
            "select {UPLOAD} from upload
             where state = 'open' and kind = 'tus' and received = length and cleared
                and (lease_until is null or lease_until <= $1) limit 100"
        );
        let now = self.registry.db.now().await?;
        Ok(with_db!(self.registry.db, |pool, Any| sqlx::query_as::<
            Any,
            UploadRow,
        >(
            sqlx::AssertSqlSafe(sql.as_str())
        )
        .bind(now)
        .fetch_all(pool)
        .await)?)
    }

    pub(crate) async fn expired(&self) -> Result<Vec<UploadRow>> {
        let sql = format!(
            "select {UPLOAD} from upload where state = 'open' and expires_at <= $1
                and (lease_until is null or lease_until <= $1) limit 100"
        );
        let now = self.registry.db.now().await?;
        Ok(with_db!(self.registry.db, |pool, Any| sqlx::query_as::<
            Any,
            UploadRow,
        >(
            sqlx::AssertSqlSafe(sql.as_str())
        )
        .bind(now)
        .fetch_all(pool)
        .await)?)
    }

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
        with_tx!(self.registry.db, |tx, Any| {
            let id = upload.id.to_string();
            end_upload!(tx, Any, self.registry, id, back_to, actor);
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
