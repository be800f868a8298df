use std::time::Duration;

use ::registry::{ImportLimits, Quotas, Registry};
use db::{Db, Reserve};
use fetch::Fetcher;
use store::Stores;

use super::{Config, Result};

impl Config {
    /// A registry as the operator wants it.
    pub fn registry(&self, db: Db, stores: Stores) -> Result<Registry> {
        Ok(Registry::new(db, stores)
            .with_reserve(Reserve::of(&self.database()?))
            .with_pace(self.pace())
            .with_stall_time(Duration::from_secs(self.upload_stall_hours * 3600))
            .with_import_limits(ImportLimits {
                per_project: self.imports_per_project,
                hours: self.import_max_hours,
            })
            .with_quotas(self.quotas())
            .with_fetcher(Fetcher::new(
                self.import_allow
                    .clone()
                    .without(self.import_deny.as_slice().to_vec()),
            ))
            .with_retention(self.retention.retention())
            .with_required_properties(self.image.required_properties.clone())
            .with_protections(self.protections()?)
            .with_policies(self.policies()?))
    }

    /// What projects may use.
    pub fn quotas(&self) -> Quotas {
        self.quota.quotas(&self.region)
    }
}
