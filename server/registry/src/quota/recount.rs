use std::collections::BTreeMap;

use db::query;
use model::ProjectId;
use sqlx::{AssertSqlSafe, FromRow};

use super::Counts;
use crate::{Result, System};

/// What the rows of images, places and reservations add up to, by project.
const RECOUNT: &str = "
    select project_id, cast(sum(images) as bigint) as images, cast(sum(uploading) as bigint) as uploading,
        cast(sum(stored) as bigint) as stored, cast(sum(reserved) as bigint) as reserved,
        cast(sum(staged) as bigint) as staged
    from (
        select owner as project_id, 1 as images, 0 as uploading, 0 as stored, 0 as reserved, 0 as staged
            from image where status <> 'deleted'
        union all select image.owner, 0, 0, coalesce(image.size, 0), 0, 0
            from location join image on image.id = location.image_id where image.status <> 'deleted'
        union all select image.owner, 0, case when counted then 1 else 0 end, 0,
            case space when 'store' then bytes else 0 end, case space when 'stage' then bytes else 0 end
            from reservation join image on image.id = reservation.image_id where image.status <> 'deleted'
    ) as part
    group by project_id";

/// Reservations of work that has ended.
const STALE: &str = "
    not exists (select 1 from image where image.id = reservation.image_id and image.status <> 'deleted')
    or exists (select 1 from upload where upload.id = reservation.id
        and (upload.state = 'ended' or (upload.state = 'done' and reservation.space = 'store')))";

/// A project whose counts are not what its rows add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    pub project: ProjectId,
    /// What its account says.
    pub counted: Counts,
    /// What there is.
    pub found: Counts,
}

#[derive(FromRow)]
struct Line {
    project_id: ProjectId,
    /// 0 what is counted, 1 what is found.
    found: i64,
    #[sqlx(flatten)]
    counts: Counts,
}

impl System<'_> {
    /// The projects whose counts are not what their rows add up to, all as of one moment.
    pub async fn usage_drift(&self) -> Result<Vec<Drift>> {
        // One statement, so one moment: two would see a change in between as a drift.
        let sql = format!(
            "select project_id, images, uploading, stored, reserved, staged, cast(0 as bigint) as found from project_usage
             union all
             select project_id, images, uploading, stored, reserved, staged, cast(1 as bigint) from ({RECOUNT}) as fresh"
        );
        let lines: Vec<Line> = self
            .registry
            .db
            .fetch_all(query(AssertSqlSafe(sql)))
            .await?;
        let mut projects = BTreeMap::<ProjectId, [Counts; 2]>::new();
        for line in lines {
            let [counted, found] = projects.entry(line.project_id).or_default();
            *if line.found == 0 { counted } else { found } = line.counts;
        }
        let drift = |(project, [counted, found]): (ProjectId, [Counts; 2])| Drift {
            project,
            counted,
            found,
        };
        Ok(projects
            .into_iter()
            .map(drift)
            .filter(|drift| drift.counted != drift.found)
            .collect())
    }

    /// Releases what ended work still has reserved, and sets the counts of every project that drifted to what there
    /// is. Tells which ones did. Safe while others work.
    pub async fn recount_usage(&self) -> Result<Vec<Drift>> {
        let db = &self.registry.db;
        let sql = format!("select id from reservation where {STALE}");
        let stale: Vec<String> = db.scalars(query(AssertSqlSafe(sql))).await?;
        for id in stale {
            tracing::warn!(id, "a reservation outlived its upload");
            let mut tx = db.begin().await?;
            self.registry.ledger(&mut tx).release(&id).await?;
            tx.commit().await?;
        }
        let drifted = self.usage_drift().await?;
        for drift in &drifted {
            tracing::warn!(project = %drift.project, counted = ?drift.counted, found = ?drift.found, "usage was miscounted");
            self.recount(&drift.project).await?;
        }
        Ok(drifted)
    }

    /// One transaction: the counts of one project are what its rows add up to.
    async fn recount(&self, project: &ProjectId) -> Result<()> {
        let mut tx = self.registry.db.begin().await?;
        // Whoever changes rows changes the counts last, so it waits here until we are done, and adds to what we found.
        let sql = "
            insert into project_usage (project_id) values ($1)
            on conflict (project_id) do update set project_id = excluded.project_id";
        tx.execute(query(sql).bind(project.as_str())).await?;
        let sql = format!(
            "select images, uploading, stored, reserved, staged from ({RECOUNT}) as fresh where project_id = $1"
        );
        let found = query(AssertSqlSafe(sql)).bind(project.as_str());
        let found: Counts = tx.fetch_optional(found).await?.unwrap_or_default();
        let sql = "
            update project_usage set images = $2, uploading = $3, stored = $4, reserved = $5, staged = $6
            where project_id = $1";
        let update = query(sql)
            .bind(project.as_str())
            .bind(found.images)
            .bind(found.uploading)
            .bind(found.stored)
            .bind(found.reserved)
            .bind(found.staged);
        tx.execute(update).await?;
        Ok(tx.commit().await?)
    }
}
