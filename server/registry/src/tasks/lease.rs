use std::time::Duration;

use db::{AuditLog, Clock, with_db, with_tx};
use model::{Actor, ImageId, OffsetDateTime, ProjectId, Status, TaskKind, TaskStatus};

use super::{TASK, TaskRow, import_properties, set_note, unset_note};
use crate::{
    Error, Result, System,
    activity::given_up,
    system::{TASKS, end_upload},
    uploads::{IMPORT, STAGED},
};

/// How long a worker may be silent before another takes its task over.
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

/// Refuses, in a transaction of either database, to go on with a lease that was lost.
macro_rules! held {
    ($tx:ident, $lease:expr) => {{
        let lease: &crate::tasks::Lease = $lease;
        let sql = "update task set updated_at = $3 where id = $1 and fence = $2 and status = 'processing'";
        let held = sqlx::query(sql)
            .bind(lease.task.id.to_string())
            .bind(lease.task.fence)
            .bind(model::now())
            .execute(&mut *$tx)
            .await?;
        if held.rows_affected() == 0 {
            Err(crate::Error::LeaseLost(lease.task.id))
        } else {
            Ok(())
        }
    }};
}
pub(crate) use held;

/// Ends a task in a transaction of either database. Whether the lease still held.
macro_rules! end {
    ($tx:ident, $lease:expr, $now:expr, $kept:expr, $status:expr, $result:expr, $message:expr) => {{
        let sql = "
            update task set status = $3, result = $4, message = $5, updated_at = $6, expires_at = $7
            where id = $1 and fence = $2 and status = 'processing'";
        sqlx::query(sql)
            .bind($lease.task.id.to_string())
            .bind($lease.task.fence)
            .bind($status.as_str())
            .bind($result)
            .bind($message)
            .bind($now)
            .bind($now + $kept)
            .execute(&mut *$tx)
            .await?
            .rows_affected()
            > 0
    }};
}

impl System<'_> {
    /// Takes the next task on which nobody works: one that is new, or whose worker has fallen silent.
    ///
    /// The kinds are named, so that what a newer release was asked for waits for a node that runs it.
    pub async fn take_task(&self) -> Result<Option<Lease>> {
        let taken = with_db!(self.registry.db, |pool, Any| {
            // Looking takes no lock, so that it costs nothing to look often.
            let due = format!(
                "select id from task where status in ('pending', 'processing') and lease_until <= {}
                    and kind in ('import', 'api_image_import')
                 order by lease_until, created_at limit 1",
                Any::NOW,
            );
            let due = sqlx::query_scalar::<Any, String>(sqlx::AssertSqlSafe(due.as_str()))
                .fetch_optional(pool)
                .await?;
            Ok::<_, sqlx::Error>(due)
        })?;
        match taken {
            Some(due) => self.take_task_of_id(&due).await,
            None => Ok(None),
        }
    }

    /// Takes the task of that id, if still nobody works on it.
    pub(super) async fn take_task_of_id(&self, id: &str) -> Result<Option<Lease>> {
        let taken = with_db!(self.registry.db, |pool, Any| {
            let take = format!(
                "update task set status = 'processing', fence = fence + 1, attempts = attempts + 1, lease_until = {now} + $2, updated_at = $3
                 where id = $1 and status in ('pending', 'processing') and lease_until <= {now} returning {TASK}",
                now = Any::NOW,
            );
            sqlx::query_as::<Any, TaskRow>(sqlx::AssertSqlSafe(take.as_str()))
                .bind(id)
                .bind(millis(LIFE))
                .bind(model::now())
                .fetch_optional(pool)
                .await
        })?;
        Ok(taken.map(|task| Lease { task }))
    }

    /// Says that whoever holds `lease` is alive, and learns whether it still holds.
    pub(super) async fn renew_lease(&self, lease: &Lease) -> Result<()> {
        let renewed = with_db!(self.registry.db, |pool, Any| {
            let sql = format!(
                "update task set lease_until = {} + $3 where id = $1 and fence = $2 and status = 'processing'",
                Any::NOW
            );
            sqlx::query(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(lease.task.id.to_string())
                .bind(lease.task.fence)
                .bind(millis(LIFE))
                .execute(pool)
                .await
                .map(|done| done.rows_affected())
        })?;
        if renewed == 0 {
            return Err(Error::LeaseLost(lease.task.id));
        }
        Ok(())
    }

    /// Lets go of a task that could not be done: it is tried again `after` that time, until it was tried too often.
    pub async fn retry_task_later(&self, lease: &Lease, after: Duration) -> Result<()> {
        self.release_lease(lease, after, 0).await
    }

    /// Lets go of a task that was not tried to its end: this node stops, or another has to do it. That does not count.
    pub async fn release_task(&self, lease: &Lease, after: Duration) -> Result<()> {
        self.release_lease(lease, after, 1).await
    }

    async fn release_lease(&self, lease: &Lease, after: Duration, uncounted: i64) -> Result<()> {
        with_db!(self.registry.db, |pool, Any| {
            let sql = format!(
                "update task set lease_until = {} + $3, attempts = attempts - $4
                 where id = $1 and fence = $2 and status = 'processing'",
                Any::NOW
            );
            sqlx::query(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(lease.task.id.to_string())
                .bind(lease.task.fence)
                .bind(millis(after))
                .bind(uncounted)
                .execute(pool)
                .await
                .map(drop)
        })?;
        Ok(())
    }

    /// Notes that a task is done, if `lease` still holds.
    pub(super) async fn succeed(&self, lease: &Lease, image: ImageId, message: &str) -> Result<()> {
        let result = serde_json::json!({ "image_id": image.to_string() }).to_string();
        let (now, kept) = self.ends_at().await?;
        with_tx!(self.registry.db, |tx, Any| {
            if !end!(
                tx,
                lease,
                now,
                kept,
                TaskStatus::Success,
                Some(result),
                message
            ) {
                return Err(Error::LeaseLost(lease.task.id));
            }
            unset_note!(tx, image, import_properties::TASK);
            set_note!(tx, image, import_properties::IMPORTING_TO, "");
            set_note!(tx, image, import_properties::FAILED, "");
            Ok(())
        })
    }

    /// Notes that a task could not be done, if `lease` still holds: its image is queued as if nothing had happened, or
    /// goes if the task was to make it.
    pub(super) async fn fail(&self, lease: &Lease, message: &str) -> Result<()> {
        let task = &lease.task;
        let image = task.image()?;
        let store = self.registry.stores.default_id().to_string();
        let back_to = match task.kind {
            TaskKind::Import => Status::Deleted,
            _ => Status::Queued,
        };
        let (now, kept) = self.ends_at().await?;
        with_tx!(self.registry.db, |tx, Any| {
            if !end!(
                tx,
                lease,
                now,
                kept,
                TaskStatus::Failure,
                None::<String>,
                message
            ) {
                return Err(Error::LeaseLost(task.id));
            }
            let Some(image) = image else {
                return Ok(());
            };
            let sql =
                "select id from upload where image_id = $1 and state = 'open' and kind in ($2, $3)";
            let uploads: Vec<String> = sqlx::query_scalar::<Any, String>(sql)
                .bind(image.to_string())
                .bind(STAGED.name)
                .bind(IMPORT.name)
                .fetch_all(&mut *tx)
                .await?;
            for upload in uploads {
                end_upload!(
                    tx,
                    Any,
                    self.registry,
                    upload,
                    back_to,
                    Actor::default(),
                    now,
                    false
                );
            }
            // An image that nothing had come to yet.
            let sql = "
                update image set status = 'deleted', updated_at = $2, deleted_at = $2 where id = $1 and status = 'queued' and $3
                returning owner, coalesce(name, '')";
            let gone = sqlx::query_as::<Any, (String, String)>(sql)
                .bind(image.to_string())
                .bind(now)
                .bind(back_to == Status::Deleted)
                .fetch_optional(&mut *tx)
                .await?;
            if let Some((owner, name)) = gone {
                let owner = ProjectId::try_from(owner)?;
                let (id, server) = (image.to_string(), Actor::default());
                tx.record_audit_event(&given_up(server, id, name, owner.clone()))
                    .await?;
                let mut ledger = self.registry.ledger(&mut tx);
                ledger.remove_image(image, &owner, 0).await?;
            }
            unset_note!(tx, image, import_properties::TASK);
            set_note!(tx, image, import_properties::IMPORTING_TO, "");
            set_note!(tx, image, import_properties::FAILED, &store);
            Ok(())
        })?;
        self.reclaim_soon();
        Ok(())
    }

    /// Forgets ended tasks whose time is over.
    pub async fn sweep_tasks(&self) -> Result<()> {
        let now = self.registry.db.now().await?;
        self.delete(TASKS, Some(now)).await
    }

    /// When a task ends that ends now, and how long it is kept after that.
    async fn ends_at(&self) -> Result<(OffsetDateTime, Duration)> {
        Ok((self.registry.db.now().await?, self.registry.retention.tasks))
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
