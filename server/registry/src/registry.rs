use std::sync::Arc;

use db::{Db, Reserve};
use fetch::Fetcher;
use model::{Caller, Policies};
use store::Stores;
use tokio::sync::Notify;

use crate::{
    Activities, Images, Imports, Limits, Pace, Quotas, System, Tasks, Uploads, uploads::Writers,
};

/// The registry: metadata in a database, bytes in stores.
#[derive(Clone, Debug)]
pub struct Registry {
    pub(crate) db: Db,
    pub(crate) reserve: Reserve,
    pub(crate) stores: Stores,
    pub(crate) quotas: Quotas,
    pub(crate) pace: Pace,
    pub(crate) writers: Writers,
    pub(crate) fetcher: Fetcher,
    pub(crate) policies: Arc<Policies>,
    /// Wakes this node's worker when there is something to do.
    pub(crate) work: Arc<Notify>,
    pub(crate) required_properties: Vec<String>,
}

impl Registry {
    /// A registry over `db`, whose tables are up to date, and `stores`.
    pub fn new(db: Db, stores: Stores) -> Self {
        Self {
            db,
            reserve: Reserve::default(),
            stores,
            quotas: Quotas::default(),
            pace: Pace::default(),
            writers: Writers::default(),
            fetcher: Fetcher::default(),
            policies: Arc::default(),
            work: Arc::default(),
            required_properties: Vec::new(),
        }
    }

    /// The limits of projects of which the identity's tables say nothing.
    pub fn usual_limits(&self) -> Limits {
        self.quotas.defaults
    }

    /// The same, which deletes with the room of that reserve where there is no other.
    #[must_use]
    pub fn with_reserve(mut self, reserve: Reserve) -> Self {
        self.reserve = reserve;
        self
    }

    /// The same, with quotas of the operator's.
    #[must_use]
    pub fn with_quotas(mut self, quotas: Quotas) -> Self {
        self.quotas = quotas;
        self
    }

    /// The same, which wants data to come at that pace at least.
    #[must_use]
    pub fn with_pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// The most bytes that one image may have.
    pub fn size_cap(&self) -> u64 {
        self.quotas.size_cap
    }

    /// The same, for images that must have these properties.
    #[must_use]
    pub fn with_required_properties(mut self, names: Vec<String>) -> Self {
        self.required_properties = names;
        self
    }

    /// The same, which fetches where the operator lets it.
    #[must_use]
    pub fn with_fetcher(mut self, fetcher: Fetcher) -> Self {
        self.fetcher = fetcher;
        self
    }

    /// The same, with policies of the operator's.
    #[must_use]
    pub fn with_policies(mut self, policies: Policies) -> Self {
        self.policies = Arc::new(policies);
        self
    }

    /// The images as `caller` may see and touch them.
    pub fn images<'a>(&'a self, caller: &'a Caller) -> Images<'a> {
        Images {
            registry: self,
            caller,
        }
    }

    /// The uploads of `caller`.
    pub fn uploads<'a>(&'a self, caller: &'a Caller) -> Uploads<'a> {
        Uploads {
            registry: self,
            caller,
            warrant: None,
        }
    }

    /// Imports in the name of `caller`.
    pub fn imports<'a>(&'a self, caller: &'a Caller) -> Imports<'a> {
        Imports {
            registry: self,
            caller,
        }
    }

    /// The tasks as `caller` may see them.
    pub fn tasks<'a>(&'a self, caller: &'a Caller) -> Tasks<'a> {
        Tasks {
            registry: self,
            caller,
        }
    }

    /// What was done, as `caller` may see it.
    pub fn activity<'a>(&'a self, caller: &'a Caller) -> Activities<'a> {
        Activities {
            registry: self,
            caller,
        }
    }

    /// The server's own work, which asks for nobody.
    pub fn system(&self) -> System<'_> {
        System { registry: self }
    }

    /// Asks everybody who sends data to stop: what has arrived is made durable, and they can go on elsewhere.
    pub fn close(&self) {
        self.writers.close();
    }

    /// The ids of the stores that a user may choose, the default first.
    pub fn store_ids(&self) -> Vec<String> {
        let default = self.stores.default_id();
        let others = self.stores.ids().filter(|id| *id != default);
        [default]
            .into_iter()
            .chain(others)
            .map(ToString::to_string)
            .collect()
    }
}
