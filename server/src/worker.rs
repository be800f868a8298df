//! Background work: imports, the sweep, retention.

use std::{collections::HashMap, time::Duration};

use ::identity::Identity;
use registry::{Lease, Registry, Slots, Transfer};
use tokio::{
    task::{self, JoinSet},
    time::{MissedTickBehavior, interval, sleep},
};
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(30);

/// How often tasks are looked for that another node was asked for.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// Imports of data that is here already, at a time: they are bound by the disk, and soon done.
const LOCAL: usize = 2;
/// Downloads at a time: each holds a connection, and is bound by whoever sends. Eight projects with two each fill them.
const REMOTE: usize = 16;

/// How long it is waited before work begins again that has panicked.
const AFTER_PANIC: Duration = Duration::from_millis(if cfg!(test) { 1 } else { 10_000 });

/// Does the work that `begin` begins until it is done, again after a panic: the sweeps of a server do not end silently.
pub async fn keep_up<W>(what: &'static str, begin: impl Fn() -> W + Send)
where
    W: Future<Output = ()> + Send + 'static,
{
    while let Err(error) = tokio::spawn(begin()).await {
        tracing::error!(%error, what, "the server's own work panicked; it begins again");
        sleep(AFTER_PANIC).await;
    }
}

/// Does tasks as they come up, until `stop`; those under way are then left to whoever takes them up next.
pub async fn do_tasks(registry: Registry, stop: CancellationToken) {
    let mut open_uploads = JoinSet::new();
    let mut slots = Slots::new(LOCAL, REMOTE);
    let mut leases: HashMap<task::Id, Lease> = HashMap::new();
    while !stop.is_cancelled() {
        for transfer in Transfer::ALL {
            while let Some(lease) = next(&registry, &mut slots, transfer).await {
                let registry = registry.clone();
                let work = lease.clone();
                let begun = open_uploads.spawn(async move {
                    registry.system().carry_out(&work).await;
                });
                leases.insert(begun.id(), lease);
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = registry.task_came_up() => {}
            () = sleep(POLL_INTERVAL) => {}
            Some(done) = open_uploads.join_next_with_id(), if !open_uploads.is_empty() => {
                let id = match done {
                    Ok((id, ())) => id,
                    // Its lease runs out, and it is tried again.
                    Err(error) => {
                        tracing::error!(%error, "a task panicked");
                        error.id()
                    }
                };
                if let Some(lease) = leases.remove(&id) {
                    slots.give_back(&lease);
                }
            }
        }
    }
    open_uploads.shutdown().await;
    for lease in slots.leases() {
        if let Err(error) = registry.system().release_task(lease, Duration::ZERO).await {
            tracing::warn!(%error, "a task waits until its lease runs out");
        }
    }
}

/// Removes bytes without an owner any more, at once when this node has noted some, until `stop`.
///
/// Apart from the sweeps, which a store that does not answer shall not hold up.
pub async fn reclaim(registry: Registry, stop: CancellationToken) {
    let mut turns = interval(EVERY);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = turns.tick() => {}
            () = registry.bytes_to_reclaim() => {}
            () = stop.cancelled() => return,
        }
        let system = registry.system();
        tokio::select! {
            done = system.reclaim_due() => if let Err(error) = done {
                tracing::warn!(%error, "bytes without an owner could not be listed; that is tried again");
            },
            () = stop.cancelled() => return,
        }
    }
}

/// The next task for a free slot, if there is either.
async fn next(registry: &Registry, slots: &mut Slots, transfer: Transfer) -> Option<Lease> {
    if !slots.is_free(transfer) {
        return None;
    }
    match registry.system().next_task(slots, transfer).await {
        Ok(next) => next,
        Err(error) => {
            tracing::warn!(%error, "tasks cannot be looked for; that is tried again");
            None
        }
    }
}

/// Sweeps at the start, and again and again until `stop`. What fails keeps none of the others from being done.
pub async fn work(registry: Registry, identity: Identity, stop: CancellationToken) {
    let mut turns = interval(EVERY);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = turns.tick() => {}
            () = stop.cancelled() => return,
        }
        registry.system().keep_reserve().await;
        if let Err(error) = registry.system().sweep_uploads().await {
            tracing::warn!(%error, "the sweep of uploads failed; it comes again");
        }
        if let Err(error) = registry.system().release_stalled().await {
            tracing::warn!(%error, "the quota of stalled uploads is released later");
        }
        if let Err(error) = registry.system().fill_image_columns().await {
            tracing::warn!(%error, "columns of images could not be filled yet; searches read more rows meanwhile");
        }
        if let Err(error) = registry.system().sweep_tasks().await {
            tracing::warn!(%error, "the sweep of tasks failed; it comes again");
        }
        if let Err(error) = registry.system().retain().await {
            tracing::warn!(%error, "what is too old could not be removed; that is tried again");
        }
        if let Err(error) = identity.sync_limits().await {
            tracing::warn!(%error, "Keystone's limits were not learned; what it said last holds");
        }
        if let Err(error) = identity.sweep_tokens().await {
            tracing::warn!(%error, "the sweep of tokens failed; it comes again");
        }
        if let Err(error) = identity.sweep_sign_ins().await {
            tracing::warn!(%error, "the sweep of sign-ins failed; it comes again");
        }
        if let Err(error) = identity.sweep_flash().await {
            tracing::warn!(%error, "expired flash messages could not be deleted; that is tried again");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };

    use super::*;

    #[tokio::test]
    async fn work_that_panics_begins_again() {
        let begun = Arc::new(AtomicU32::new(0));
        let count = begun.clone();
        keep_up("test", move || {
            let number = count.fetch_add(1, Ordering::Relaxed);
            async move { assert!(number > 1, "a panic, on purpose") }
        })
        .await;
        assert_eq!(begun.load(Ordering::Relaxed), 3);
    }
}
