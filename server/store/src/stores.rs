use std::{collections::BTreeMap, sync::Arc};

use crate::{Error, Result, Store, StoreId};

/// The stores that are configured, one of them the default.
#[derive(Clone, Debug)]
pub struct Stores {
    all: BTreeMap<StoreId, Arc<dyn Store>>,
    default: StoreId,
}

impl Stores {
    /// One store, which is the default.
    pub fn new(id: impl Into<StoreId>, store: impl Store) -> Self {
        let default = id.into();
        let store: Arc<dyn Store> = Arc::new(store);
        Self {
            all: BTreeMap::from([(default.clone(), store)]),
            default,
        }
    }

    /// The id of the store that is taken where none is asked for.
    pub fn default_id(&self) -> &StoreId {
        &self.default
    }

    /// The store of that id.
    pub fn get(&self, id: &StoreId) -> Result<&Arc<dyn Store>> {
        self.all
            .get(id)
            .ok_or_else(|| Error::UnknownStore(id.clone()))
    }

    /// Every id, in order.
    pub fn ids(&self) -> impl Iterator<Item = &StoreId> {
        self.all.keys()
    }
}
