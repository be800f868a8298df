use std::{pin::pin, time::Duration};

use model::{ErrorKind, ImageId, TaskKind};
use tokio::time::{MissedTickBehavior, interval};

use super::{Lease, lease::LIFE};
use crate::{Error, Registry, Result, System};

/// How long it is waited after a lease could not be renewed: several times before it runs out.
const RETRY: Duration = Duration::from_secs(5);
/// After so many attempts without a result a task has failed.
const ATTEMPTS: i64 = 5;

impl Registry {
    /// Waits until this node is told of a new task. Other nodes do not tell: look again now and then.
    pub async fn task_came_up(&self) {
        self.work.notified().await;
    }
}

impl System<'_> {
    /// Does a task to its end, whatever that is. Stops where another node has taken it over.
    pub async fn carry_out(&self, lease: &Lease) {
        let task = lease.task.id;
        let outcome = if lease.attempt() > ATTEMPTS {
            self.fail(
                lease,
                &format!("it failed after {ATTEMPTS} attempts without a result"),
            )
            .await
        } else {
            match self.work_with_renewal(lease).await {
                Ok((image, message)) => self.succeed(lease, image, &message).await,
                Err(error @ Error::LeaseLost(_)) => Err(error),
                // A newer release was asked for something that this one cannot do.
                Err(error @ Error::Unrecognized { .. }) => {
                    tracing::info!(%task, %error, "a task waits for a node of a newer release");
                    self.release_task(lease, LIFE).await
                }
                Err(error) if is_passing(&error) && lease.attempt() < ATTEMPTS => {
                    tracing::warn!(%task, %error, "a task is tried again later");
                    let wait = Duration::from_secs(5) * u32::try_from(lease.attempt()).unwrap_or(1);
                    self.retry_task_later(lease, wait).await
                }
                Err(error) => self.fail(lease, &sentence(&error)).await,
            }
        };
        match outcome {
            Ok(()) => {}
            Err(Error::LeaseLost(_)) => tracing::info!(%task, "a task went to another node"),
            // The lease runs out, and somebody tries again.
            Err(error) => tracing::warn!(%task, %error, "how a task ended could not be noted"),
        }
    }

    /// Does every task that is due, one after the other.
    pub async fn do_tasks(&self) -> Result<()> {
        while let Some(lease) = self.take_task().await? {
            // On the heap: every caller would carry this large future.
            Box::pin(self.carry_out(&lease)).await;
        }
        Ok(())
    }

    /// The work of a task. While that takes, the lease is renewed, and the work dropped where it does not hold any more.
    ///
    /// Where the database cannot be asked, nobody knows whether it holds, so the work goes on: what is done with a lease
    /// that was lost has no effect.
    async fn work_with_renewal(&self, lease: &Lease) -> Result<(ImageId, String)> {
        let mut heartbeat = interval(self.registry.heartbeat);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        heartbeat.tick().await;
        let mut work = pin!(async {
            match lease.task.kind {
                TaskKind::ImageImport | TaskKind::Import => self.import(lease).await,
                TaskKind::LocationImport | TaskKind::Other(_) => {
                    Err(Error::NoSuchWork(lease.task.kind))
                }
            }
        });
        let mut losing = pin!(async {
            loop {
                heartbeat.tick().await;
                match self.renew_lease(lease).await {
                    Ok(()) => {}
                    Err(lost @ Error::LeaseLost(_)) => return lost,
                    Err(error) => {
                        tracing::warn!(%error, task = %lease.task.id, "a lease could not be renewed yet");
                        heartbeat.reset_after(RETRY.min(self.registry.heartbeat));
                    }
                }
            }
        });
        tokio::select! {
            done = &mut work => done,
            lost = &mut losing => Err(lost),
        }
    }
}

/// Whether it may be better the next time: our own failure, not that of what was asked. A database whose disk is full is
/// ours too; a full store is told to whoever asked.
fn is_passing(error: &Error) -> bool {
    matches!(error, Error::Database(_))
        || matches!(error.kind(), ErrorKind::Internal | ErrorKind::Unavailable)
}

/// What whoever asked for it is told.
fn sentence(error: &Error) -> String {
    if error.kind() == ErrorKind::Internal {
        tracing::error!(%error, "a task failed");
        return "the server failed; its log tells why under this task's id".to_owned();
    }
    error.public()
}
