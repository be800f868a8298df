//! Which database a store belongs to: a marker in the store, and the same one in a row.
//!
//! Without it, `fsck --repair` with the wrong configuration would take every object of a store for one that nobody owns, and a
//! store whose disk is not mounted would be a new, empty one.

use db::query;
use store::{Store, StoreId, StoredItem};
use uuid::Uuid;

use crate::System;

/// Why a store is not used.
#[derive(Debug, thiserror::Error)]
pub enum StoreRefused {
    #[error(
        "store `{store}` belongs to another database: its `store-id` is {found}, and this database does not have that one. Check `database_url`, `data_dir` and the store's settings"
    )]
    Foreign { store: StoreId, found: String },
    #[error(
        "store `{store}` holds objects, and this database knows none of them. Check `database_url`, `data_dir` and the store's settings"
    )]
    Unknown { store: StoreId },
    #[error(
        "store `{store}` has no `store-id`: its disk may not be mounted, or its settings may name another place. If the data was moved or lost for good, write {wanted} to the file `store-id` of the store"
    )]
    Unmarked { store: StoreId, wanted: String },
    #[error("store `{store}`: {error}")]
    Store {
        store: StoreId,
        #[source]
        error: store::Error,
    },
    #[error("the markers of the stores cannot be read: {0}")]
    Database(#[from] sqlx::Error),
}

impl System<'_> {
    /// Refuses a store of another database, and marks one that belongs to none yet.
    ///
    /// The row comes first, so nodes that start together write the same marker. `confirmed` says that the store has had it: a
    /// first start that was killed between the two steps goes on at the next.
    pub async fn claim_stores(&self) -> Result<(), StoreRefused> {
        for id in self.registry.stores.ids() {
            let store = self.registry.stores.get(id).map_err(of(id))?;
            if store.is_persistent() {
                self.claim_store(id, &**store).await?;
            }
        }
        Ok(())
    }

    async fn claim_store(&self, id: &StoreId, store: &dyn Store) -> Result<(), StoreRefused> {
        // The row is read before the marker, as it is written before it.
        let row = self.store_marker(id).await?;
        let mut found = store.marker().await.map_err(of(id))?;
        let row = match (row, &found) {
            (Some(row), _) => row,
            (None, None) => {
                self.refuse_unknown_objects(id, store).await?;
                let row = self.new_store_marker(id).await?;
                found = store.marker().await.map_err(of(id))?;
                row
            }
            // Another node may have chosen it since.
            (None, Some(other)) => match self.store_marker(id).await? {
                Some(row) => row,
                None => {
                    return Err(StoreRefused::Foreign {
                        store: id.clone(),
                        found: other.clone(),
                    });
                }
            },
        };
        match (row, found) {
            ((wanted, true), Some(found)) if wanted == found => return Ok(()),
            ((wanted, false), Some(found)) if wanted == found => {}
            (_, Some(found)) => {
                let store = id.clone();
                return Err(StoreRefused::Foreign { store, found });
            }
            ((wanted, true), None) => {
                let store = id.clone();
                return Err(StoreRefused::Unmarked { store, wanted });
            }
            ((wanted, false), None) => store.set_marker(&wanted).await.map_err(of(id))?,
        }
        let sql = "update store_marker set confirmed = $2 where store = $1";
        let confirm = query(sql).bind(id.to_string()).bind(true);
        self.registry.db.execute(confirm).await?;
        Ok(())
    }

    /// The marker that `store` should have, and whether the store has had it.
    async fn store_marker(&self, store: &StoreId) -> sqlx::Result<Option<(String, bool)>> {
        let sql = "select marker, confirmed from store_marker where store = $1";
        self.registry
            .db
            .fetch_optional(query(sql).bind(store.to_string()))
            .await
    }

    /// Chooses a marker, unless another node has just done that.
    async fn new_store_marker(&self, store: &StoreId) -> sqlx::Result<(String, bool)> {
        let sql = "
            insert into store_marker (store, marker, confirmed) values ($1, $2, $3)
            on conflict (store) do nothing";
        let insert = query(sql)
            .bind(store.to_string())
            .bind(Uuid::new_v4().to_string())
            .bind(false);
        self.registry.db.execute(insert).await?;
        let sql = "select marker, confirmed from store_marker where store = $1";
        self.registry
            .db
            .fetch_one(query(sql).bind(store.to_string()))
            .await
    }

    /// A store that a release without markers has filled is taken over only by a database that knows what is in it.
    async fn refuse_unknown_objects(
        &self,
        id: &StoreId,
        store: &dyn Store,
    ) -> Result<(), StoreRefused> {
        let held = store.list().await.map_err(of(id))?;
        let is_object = |held: &StoredItem| matches!(held, StoredItem::Object { .. });
        if !held.iter().any(is_object) {
            return Ok(());
        }
        let sql = "
            select store from location where store = $1
            union all select store from reclaim where store = $1
            union all select store from upload where store = $1
            limit 1";
        let known = query(sql).bind(id.to_string());
        let known: Option<String> = self.registry.db.scalar_optional(known).await?;
        match known {
            Some(_) => Ok(()),
            None => Err(StoreRefused::Unknown { store: id.clone() }),
        }
    }
}

fn of(store: &StoreId) -> impl Fn(store::Error) -> StoreRefused {
    move |error| StoreRefused::Store {
        store: store.clone(),
        error,
    }
}
