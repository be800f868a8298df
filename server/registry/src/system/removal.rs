//! Bytes without an owner. Requests only note them and wake the worker: a store that does not answer holds up no
//! request, and no other store.

use std::time::Duration;

use db::{Backend, query};
use futures::{StreamExt, stream};
use sqlx::{AssertSqlSafe, FromRow};
use store::{Key, Session, StoreId};

use super::System;
use crate::{Registry, Result, backup::REMOVABLE};

/// How long a row is left to the node that took it: more than a store needs for one object. After a crash another node takes
/// it then, and removing twice is harmless.
const TAKEN: Duration = Duration::from_secs(300);
/// How long it is waited after a store has refused.
const PAUSE: Duration = Duration::from_secs(60);
/// Rows that are taken at once: so few that another node finds work too.
const BATCH: usize = 20;
/// Objects that are removed at the same time.
const AT_ONCE: usize = 4;

#[derive(FromRow)]
struct ReclaimRow {
    id: String,
    store: String,
    object_key: String,
    store_session: Option<String>,
}

impl Registry {
    /// Waits until this node has noted bytes to be removed. Other nodes do not tell: look again now and then.
    pub async fn bytes_to_reclaim(&self) {
        self.reclaims.notified().await;
    }
}

impl System<'_> {
    /// Wakes the worker, so that what was noted goes soon. Whoever noted it does not wait.
    pub(crate) fn reclaim_soon(self) {
        self.registry.reclaims.notify_one();
    }

    /// Removes all bytes without an owner. What a store refuses is tried again a minute later, and keeps no other
    /// bytes.
    pub async fn reclaim_due(&self) -> Result<()> {
        loop {
            let rows = self.take_reclaims().await?;
            let count = rows.len();
            let removals = stream::iter(rows);
            removals
                .for_each_concurrent(AT_ONCE, |row| async move { self.reclaim(&row).await })
                .await;
            if count < BATCH {
                return Ok(());
            }
        }
    }

    /// Takes rows for this node alone.
    async fn take_reclaims(&self) -> Result<Vec<ReclaimRow>> {
        let now = self.registry.db.now().await?;
        let lock = match self.registry.db.backend() {
            Backend::Sqlite => "",
            // Rows that another node is taking at this moment are passed over, not waited for.
            Backend::Postgres => "for update skip locked",
        };
        let sql = format!(
            "update reclaim set due_at = $2
             where id in (select id from reclaim where due_at <= $1 and {REMOVABLE} order by due_at limit {BATCH} {lock})
             returning id, store, object_key, store_session"
        );
        let take = query(AssertSqlSafe(sql)).bind(now).bind(now + TAKEN);
        Ok(self.registry.db.fetch_all(take).await?)
    }

    async fn reclaim(&self, row: &ReclaimRow) {
        let (store, key) = (&row.store, &row.object_key);
        let noted = match self.remove(row).await {
            Ok(()) => self.forget(&row.id).await,
            Err(error) => {
                tracing::warn!(store, key, %error, "bytes could not be reclaimed yet");
                self.postpone(&row.id).await
            }
        };
        if let Err(error) = noted {
            // The row is due again once nobody has it: removing twice is harmless.
            tracing::warn!(store, key, %error, "how bytes were reclaimed could not be noted");
        }
    }

    async fn remove(&self, row: &ReclaimRow) -> Result<()> {
        let store = StoreId::from(row.store.as_str());
        let store = self.registry.stores.get(&store)?;
        let key = Key::try_from(row.object_key.clone())?;
        match &row.store_session {
            Some(session) => {
                store
                    .abort(&key, &Session::try_from(session.clone())?)
                    .await?;
            }
            None => store.delete(&key).await?,
        }
        Ok(())
    }

    async fn forget(&self, id: &str) -> Result<()> {
        let sql = "delete from reclaim where id = $1";
        self.registry.db.execute(query(sql).bind(id)).await?;
        Ok(())
    }

    async fn postpone(&self, id: &str) -> Result<()> {
        let sql = "update reclaim set due_at = $2 where id = $1";
        let later = self.registry.db.now().await? + PAUSE;
        self.registry
            .db
            .execute(query(sql).bind(id).bind(later))
            .await?;
        Ok(())
    }
}
