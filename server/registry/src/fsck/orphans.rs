use std::time::Duration;

use db::query;
use sqlx::AssertSqlSafe;
use store::{Key, Store, StoreId, StoredItem};

use super::{Finding, Fsck};
use crate::{Result, System, backup::REMOVABLE, system::Due};

/// A session is noted in its row a moment after the store made it. What is unknown after this has no owner.
const GRACE: Duration = Duration::from_secs(5);

/// A session that a kill cut off before it was noted in its row holds no byte, and is no reason for an alarm right after
/// that kill. This long an empty one is left alone.
const EMPTY_GRACE: Duration = Duration::from_secs(15 * 60);

/// Objects without a row that crashes can explain. More than these, if they are also more than a tenth of the store, look like
/// the store of another database, or like a database of yesterday: they are removed only where that is asked for.
const FEW: usize = 10;

/// Who may own an object: an image, an upload that is not over (a newer release may have more states than `open`), or the
/// sweep, which is about to remove it.
const OWNED: &str = "
    select store from location where store = $1 and object_key = $2
    union all select store from upload where store = $1 and object_key = $2 and state not in ('done', 'ended')
    union all select store from reclaim where store = $1 and object_key = $2";

const KNOWN: &str = "
    select store from upload where store = $1 and store_session = $2 and state not in ('done', 'ended')
    union all select store from reclaim where store = $1 and store_session = $2";

impl System<'_> {
    /// Uploads that are due to end, or to be finished.
    pub(super) async fn due_uploads(&self) -> Result<Vec<Finding>> {
        let whole = self.due_rows(Due::LastStep).await?;
        let expired = self.due_rows(Due::End).await?;
        let whole = whole.into_iter().map(|row| Finding::Unfinished {
            upload: row.id,
            image: row.image_id,
        });
        let expired = expired.into_iter().map(|row| Finding::Expired {
            upload: row.id,
            image: row.image_id,
        });
        Ok(whole.chain(expired).collect())
    }

    /// Bytes that are due to go.
    pub(super) async fn due_reclaims(&self) -> Result<Vec<Finding>> {
        let sql = format!(
            "select store, object_key from reclaim where due_at <= $1 and {REMOVABLE} order by due_at"
        );
        let due = query(AssertSqlSafe(sql)).bind(self.registry.db.now().await?);
        let rows: Vec<(String, String)> = self.registry.db.fetch_all(due).await?;
        let mut findings = Vec::new();
        for (store, key) in rows {
            match Key::try_from(key.clone()) {
                Ok(key) => findings.push(Finding::Unreclaimed {
                    store: store.into(),
                    key,
                }),
                Err(error) => {
                    tracing::warn!(store, key, %error, "what is to be reclaimed has no valid key");
                }
            }
        }
        Ok(findings)
    }

    /// What stores hold without an owner. The listing comes before the question: whatever is in it had a row by then.
    pub(super) async fn orphans(&self, fsck: Fsck) -> Result<Vec<Finding>> {
        let mut findings = Vec::new();
        let stores: Vec<StoreId> = self.registry.stores.ids().cloned().collect();
        for id in stores {
            let store = self.registry.stores.get(&id)?;
            let held = store.list().await?;
            let objects = held.iter().filter(|held| is_object(held)).count();
            let mut orphans = Vec::new();
            for held in held {
                if !self.is_owned_or_new(&id, &held).await? {
                    orphans.push(held);
                }
            }
            let orphaned = orphans.iter().filter(|held| is_object(held)).count();
            let many = orphaned > FEW.max(objects / 10);
            for held in orphans {
                tracing::debug!(store = %id, ?held, "without an owner");
                if fsck.repair && (fsck.many_orphans || !many || !is_object(&held)) {
                    release(&**store, &held).await?;
                }
                findings.push(finding(&id, held, many));
            }
        }
        Ok(findings)
    }

    async fn is_owned_or_new(&self, store: &StoreId, held: &StoredItem) -> Result<bool> {
        if self.is_owned(store, held).await? {
            return Ok(true);
        }
        let StoredItem::Session { size, idle, .. } = held else {
            return Ok(false);
        };
        if *size == 0 && *idle < EMPTY_GRACE {
            return Ok(true);
        }
        tokio::time::sleep(GRACE).await;
        self.is_owned(store, held).await
    }

    async fn is_owned(&self, store: &StoreId, held: &StoredItem) -> Result<bool> {
        let (sql, name) = match held {
            StoredItem::Object { key, .. } => (OWNED, key.as_str()),
            StoredItem::Session { session, .. } => (KNOWN, session.as_str()),
        };
        let owned = query(sql).bind(store.to_string()).bind(name);
        let owned: Option<String> = self.registry.db.scalar_optional(owned).await?;
        Ok(owned.is_some())
    }
}

async fn release(store: &dyn Store, held: &StoredItem) -> Result<()> {
    match held {
        StoredItem::Object { key, .. } => store.delete(key).await?,
        StoredItem::Session { session, .. } => store.drop_session(session).await?,
    }
    Ok(())
}

fn is_object(held: &StoredItem) -> bool {
    matches!(held, StoredItem::Object { .. })
}

fn finding(store: &StoreId, held: StoredItem, many: bool) -> Finding {
    let store = store.clone();
    match held {
        StoredItem::Object { key, size } => Finding::OrphanObject {
            store,
            key,
            size,
            is_one_of_many: many,
        },
        StoredItem::Session { size, .. } => Finding::OrphanParts { store, size },
    }
}
