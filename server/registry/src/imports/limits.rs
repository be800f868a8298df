use std::time::Duration;

use db::query;
use model::ProjectId;

use crate::{Error, Registry, Result};

/// How much of importing one project, and one download, may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportLimits {
    /// Imports of one project that wait or are under way.
    pub per_project: u64,
    /// The hours that one download may take, from its first request to its last byte.
    pub hours: u64,
}

impl Default for ImportLimits {
    /// A hundred imports, as a script for a whole catalogue of images asks for; a day, in which a terabyte comes at
    /// 12 MB/s.
    fn default() -> Self {
        Self {
            per_project: 100,
            hours: 24,
        }
    }
}

impl ImportLimits {
    /// How long one download may take.
    pub(super) fn time(self) -> Duration {
        Duration::from_secs(self.hours.saturating_mul(3600))
    }
}

impl Registry {
    /// Refuses one more import of a project that has as many as it may.
    pub(crate) async fn may_import_more(&self, project: &ProjectId) -> Result<()> {
        let most = self.import_limits.per_project;
        let sql = "select count(*) from task where project_id = $1 and status in ('pending', 'processing')";
        let open: i64 = self.db.scalar(query(sql).bind(project.as_str())).await?;
        if open.unsigned_abs() >= most {
            return Err(Error::TooManyImports { most });
        }
        Ok(())
    }
}
