use std::{sync::Arc, time::Duration};

use db::{Db, Reserve};
use fetch::Fetcher;
use metadefs::{Definitions, Metadefs};
use model::{Caller, Policies};
use store::Stores;
use tokio::sync::Notify;

use crate::{
    Activities, Certificates, Images, ImportLimits, Imports, Limits, Pace, Protections, Quotas,
    Requesters, Retention, System, Tasks, Uploads, uploads::Writers,
};

/// A third of a lease, which is 60 s: two may get lost.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// Two hours: longer than a person's break or a night's short outage of a line, far shorter than the day for which an
/// upload is kept.
const STALL_TIME: Duration = Duration::from_secs(2 * 3600);

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
    pub(crate) protections: Arc<Protections>,
    metadefs: Metadefs,
    /// Wakes this node's worker when there is something to do.
    pub(crate) work: Arc<Notify>,
    /// Wakes this node's worker when there are bytes to remove.
    pub(crate) reclaims: Arc<Notify>,
    pub(crate) retention: Retention,
    /// How often a claim on an upload or the lease of a task is renewed while work goes on.
    pub(crate) heartbeat: Duration,
    pub(crate) required_properties: Vec<String>,
    /// Who is asked about whoever asked for a task. `None` where no authentication is required.
    pub(crate) requesters: Option<Requesters>,
    pub(crate) import_limits: ImportLimits,
    /// How long a resumable upload may receive no byte before the quota for the rest of it is released.
    pub(crate) stall_time: Duration,
}

impl Registry {
    /// A registry over `db`, whose tables are up to date, and `stores`.
    pub fn new(db: Db, stores: Stores) -> Self {
        Self {
            metadefs: Metadefs::new(db.clone()),
            db,
            reserve: Reserve::default(),
            stores,
            quotas: Quotas::default(),
            pace: Pace::default(),
            writers: Writers::default(),
            fetcher: Fetcher::default(),
            policies: Arc::default(),
            protections: Arc::default(),
            work: Arc::default(),
            reclaims: Arc::default(),
            retention: Retention::default(),
            heartbeat: HEARTBEAT,
            required_properties: Vec::new(),
            requesters: None,
            import_limits: ImportLimits::default(),
            stall_time: STALL_TIME,
        }
    }

    /// The limits of projects of which the identity's tables say nothing.
    pub fn default_limits(&self) -> Limits {
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

    /// The pace at which data must come.
    pub fn pace(&self) -> Pace {
        self.pace
    }

    /// The same, which asks by `requesters` whether those who asked for tasks still may.
    #[must_use]
    pub fn with_requesters(mut self, requesters: Requesters) -> Self {
        self.requesters = Some(requesters);
        self
    }

    /// The same, with limits of imports of the operator's.
    #[must_use]
    pub fn with_import_limits(mut self, limits: ImportLimits) -> Self {
        self.import_limits = limits;
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

    /// The same, which keeps what is over for as long as the operator says.
    #[must_use]
    pub fn with_retention(mut self, retention: Retention) -> Self {
        self.retention = retention;
        self
    }

    /// The same, which renews claims and leases more often. For tests that cannot wait.
    #[doc(hidden)]
    #[must_use]
    pub fn with_heartbeat(mut self, heartbeat: Duration) -> Self {
        self.heartbeat = heartbeat;
        self
    }

    /// How long a resumable upload is kept without a byte.
    pub fn upload_life(&self) -> Duration {
        self.retention.idle_uploads
    }

    /// The same, with policies of the operator's.
    #[must_use]
    pub fn with_policies(mut self, policies: Policies) -> Self {
        self.policies = Arc::new(policies);
        self.metadefs = self.metadefs.with_policies(self.policies.clone());
        self
    }

    /// The same, whose properties are protected so.
    #[must_use]
    pub fn with_protections(mut self, protections: Protections) -> Self {
        self.protections = Arc::new(protections);
        self
    }

    /// Who may do what with which properties.
    pub fn protections(&self) -> &Protections {
        &self.protections
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
            reauthenticator: None,
        }
    }

    /// Imports in the name of `caller`.
    pub fn imports<'a>(&'a self, caller: &'a Caller) -> Imports<'a> {
        Imports {
            registry: self,
            caller,
            reauthenticator: None,
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

    /// The certificates that signatures are verified with, as `caller` may see and change them.
    pub fn certificates<'a>(&'a self, caller: &'a Caller) -> Certificates<'a> {
        Certificates {
            registry: self,
            caller,
        }
    }

    /// Metadata definitions, as `caller` may see and change them.
    pub fn definitions<'a>(&'a self, caller: &'a Caller) -> Definitions<'a> {
        self.metadefs.definitions(caller)
    }

    /// What the server and the operator's commands do with metadata definitions.
    pub fn metadefs(&self) -> metadefs::System<'_> {
        self.metadefs.system()
    }

    /// The server's own work, which has no caller.
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
