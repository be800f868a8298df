use std::time::Duration;

use db::{Tx, query};
use model::{ProjectId, now};
use sqlx::AssertSqlSafe;

use super::{TASK, TaskRow};
use crate::{Error, Result, System};

/// How long a worker may fail to renew its lease before another takes its task over.
pub(super) const LIFE: Duration = Duration::from_secs(60);

/// The right to work on a task, until it runs out or another takes the task over: then nothing that is done with it
/// has an effect any more.
#[derive(Clone, Debug, PartialEq)]
pub struct Lease {
    pub(crate) task: TaskRow,
}

impl Lease {
    /// The project in which the task was asked for.
    pub fn project(&self) -> &ProjectId {
        &self.task.project_id
    }

    /// How often the task was begun, this time included. Not counted are the times that a worker handed it back.
    pub(crate) fn attempt(&self) -> i64 {
        self.task.attempts
    }
}

/// Refuses to go on with a lease that was lost.
pub(crate) async fn check_lease(tx: &mut Tx, lease: &Lease) -> Result<()> {
    let sql =
        "update task set updated_at = $3 where id = $1 and fence = $2 and status = 'processing'";
    let held = query(sql)
        .bind(lease.task.id.to_string())
        .bind(lease.task.fence)
        .bind(now());
    if tx.execute(held).await? == 0 {
        return Err(Error::LeaseLost(lease.task.id));
    }
    Ok(())
}

impl System<'_> {
    /// Takes the next task on which no node works: one that is new, or whose lease has expired.
    ///
    /// The kinds are named, so that what a newer release was asked for waits for a node that runs it.
    pub async fn take_task(&self) -> Result<Option<Lease>> {
        let db = &self.registry.db;
        // Looking takes no lock, so that it costs nothing to look often.
        let sql = format!(
            "select id from task where status in ('pending', 'processing') and lease_until <= {}
                and kind in ('import', 'api_image_import')
             order by lease_until, created_at limit 1",
            db.backend().now_millis(),
        );
        match db
            .scalar_optional::<String>(query(AssertSqlSafe(sql)))
            .await?
        {
            Some(due) => self.take_task_of_id(&due).await,
            None => Ok(None),
        }
    }

    /// Takes the task of that id, if still no node works on it.
    pub(super) async fn take_task_of_id(&self, id: &str) -> Result<Option<Lease>> {
        let db = &self.registry.db;
        let sql = format!(
            "update task set status = 'processing', fence = fence + 1, attempts = attempts + 1,
                lease_until = {now} + $2, updated_at = $3
             where id = $1 and status in ('pending', 'processing') and lease_until <= {now} returning {TASK}",
            now = db.backend().now_millis(),
        );
        let take = query(AssertSqlSafe(sql))
            .bind(id)
            .bind(millis(LIFE))
            .bind(now());
        let taken = db.fetch_optional(take).await?;
        Ok(taken.map(|task| Lease { task }))
    }

    /// Renews `lease`, and learns whether it still holds.
    pub(super) async fn renew_lease(&self, lease: &Lease) -> Result<()> {
        let db = &self.registry.db;
        let sql = format!(
            "update task set lease_until = {} + $3 where id = $1 and fence = $2 and status = 'processing'",
            db.backend().now_millis(),
        );
        let renew = query(AssertSqlSafe(sql))
            .bind(lease.task.id.to_string())
            .bind(lease.task.fence)
            .bind(millis(LIFE));
        if db.execute(renew).await? == 0 {
            return Err(Error::LeaseLost(lease.task.id));
        }
        Ok(())
    }

    /// Releases a task that could not be done: it is tried again `after` that time, until it was tried too often.
    pub async fn retry_task_later(&self, lease: &Lease, after: Duration) -> Result<()> {
        self.release_lease(lease, after, 0).await
    }

    /// Releases a task that was not tried to its end: this node stops, or another has to do it. That does not count.
    pub async fn release_task(&self, lease: &Lease, after: Duration) -> Result<()> {
        self.release_lease(lease, after, 1).await
    }

    async fn release_lease(&self, lease: &Lease, after: Duration, uncounted: i64) -> Result<()> {
        let db = &self.registry.db;
        let sql = format!(
            "update task set lease_until = {} + $3, attempts = attempts - $4
             where id = $1 and fence = $2 and status = 'processing'",
            db.backend().now_millis(),
        );
        let release = query(AssertSqlSafe(sql))
            .bind(lease.task.id.to_string())
            .bind(lease.task.fence)
            .bind(millis(after))
            .bind(uncounted);
        db.execute(release).await?;
        Ok(())
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
