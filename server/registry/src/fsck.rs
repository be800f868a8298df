//! Looks whether rows, bytes and accounts agree, and puts right what can be put right.

mod bytes;
mod finding;
mod lost;
mod missing;
mod orphans;

pub use finding::{Finding, Remedy};

use crate::{Result, System};

/// How thoroughly to look, and whether to act.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fsck {
    /// Puts right what can be, instead of only telling.
    pub repair: bool,
    /// Reads every image and compares its digest.
    pub read_all: bool,
    /// Removes objects without a row also where they are many; see [`Remedy::RepairOrphans`].
    pub many_orphans: bool,
}

impl System<'_> {
    /// What is not as it should be. With `repair`, what could be put right has been when this returns.
    ///
    /// May run beside servers at work. When something is due is decided by the database's clock.
    pub async fn fsck(&self, fsck: Fsck) -> Result<Vec<Finding>> {
        let mut findings = self.due_uploads().await?;
        findings.extend(self.due_reclaims().await?);
        if fsck.repair {
            self.sweep().await?;
        }
        findings.extend(self.lost_uploads(fsck.repair).await?);
        findings.extend(self.orphans(fsck).await?);
        findings.extend(self.lost_bytes(fsck.read_all).await?);
        let drift = if fsck.repair {
            self.recount_usage().await?
        } else {
            self.usage_drift().await?
        };
        findings.extend(drift.into_iter().map(|drift| Finding::Drift {
            project: drift.project,
        }));
        Ok(findings)
    }
}
