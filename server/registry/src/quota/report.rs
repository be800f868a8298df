use std::collections::BTreeMap;

use db::query;
use model::{Caller, Meter, ProjectId, ProjectUsage};
use sqlx::{AssertSqlSafe, FromRow};

use super::{
    Counts, Limits,
    limits::{ALL_LIMITS, AllLimits, LIMITS, LimitRow, ProjectLimitRow},
};
use crate::{Error, Registry, Result};

/// What projects use, as a caller may see it.
#[derive(Clone, Copy, Debug)]
pub struct Usage<'a> {
    registry: &'a Registry,
    caller: &'a Caller,
}

impl Registry {
    /// What projects use, as `caller` may see it.
    pub fn usage<'a>(&'a self, caller: &'a Caller) -> Usage<'a> {
        Usage {
            registry: self,
            caller,
        }
    }
}

#[derive(FromRow)]
struct Line {
    project_id: ProjectId,
    #[sqlx(flatten)]
    counts: Counts,
}

const COUNTS: &str =
    "select project_id, images, uploading, stored, reserved, staged from project_usage";

impl Usage<'_> {
    /// What the caller's own project uses, and may use.
    pub async fn own(&self) -> Result<ProjectUsage> {
        self.one(&self.caller.project).await
    }

    /// What `project` uses: one's own, or any for an admin.
    pub async fn of(&self, project: &ProjectId) -> Result<ProjectUsage> {
        if *project != self.caller.project && !self.registry.policies.is_admin(self.caller) {
            return Err(Error::Forbidden("see what other projects use"));
        }
        self.one(project).await
    }

    /// What every project uses that ever used something: for admins.
    pub async fn all(&self) -> Result<Vec<ProjectUsage>> {
        if !self.registry.policies.is_admin(self.caller) {
            return Err(Error::Forbidden("see what other projects use"));
        }
        let sql = format!("{COUNTS} order by project_id");
        let db = &self.registry.db;
        let lines: Vec<Line> = db.fetch_all(query(AssertSqlSafe(sql))).await?;
        let lines: BTreeMap<_, _> = lines
            .into_iter()
            .map(|line| (line.project_id, line.counts))
            .collect();
        let quotas = &self.registry.quotas;
        let limits: Vec<ProjectLimitRow> =
            db.fetch_all(query(ALL_LIMITS).bind(&quotas.region)).await?;
        let limits = AllLimits::new(limits);
        let line = |(project, counts): (ProjectId, Counts)| {
            let limits = limits.of(project.as_str(), quotas);
            usage(project, counts, &limits)
        };
        Ok(lines.into_iter().map(line).collect())
    }

    async fn one(&self, project: &ProjectId) -> Result<ProjectUsage> {
        let sql = format!("{COUNTS} where project_id = $1");
        let line = query(AssertSqlSafe(sql)).bind(project.as_str());
        let line: Option<Line> = self.registry.db.fetch_optional(line).await?;
        let counts = line.map(|line| line.counts).unwrap_or_default();
        let limits = self.limits(project).await?;
        Ok(usage(project.clone(), counts, &limits))
    }

    async fn limits(&self, project: &ProjectId) -> Result<Limits> {
        let quotas = &self.registry.quotas;
        let rows = query(LIMITS).bind(project.as_str()).bind(&quotas.region);
        let rows: Vec<LimitRow> = self.registry.db.fetch_all(rows).await?;
        Ok(quotas.limits(&rows))
    }
}

fn usage(project: ProjectId, counts: Counts, limits: &Limits) -> ProjectUsage {
    use model::Resource::{Images, Size, Staged, Uploading};
    let meter = |resource, used: i64, reserved: i64| Meter {
        used: used.max(0).cast_unsigned(),
        reserved: reserved.max(0).cast_unsigned(),
        limit: limits.counted(resource),
    };
    ProjectUsage {
        project,
        size: meter(Size, counts.stored, counts.reserved),
        staged: meter(Staged, counts.staged, 0),
        images: meter(Images, counts.images, 0),
        uploading: meter(Uploading, counts.uploading, 0),
    }
}
