//! What the server does unasked: it tidies up what crashes, cancels and time left behind.

use std::time::Duration;

use ::identity::Identity;
use registry::{Lease, Registry, Slots, Transfer};
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(30);

/// How often tasks are looked for that another node was asked for.
const LOOK: Duration = Duration::from_secs(1);
/// Imports of data that is here already, at a time: they are bound by the disk, and soon done.
const LOCAL: usize = 2;
/// Downloads at a time: each holds a connection and a part of 16 MiB on its way.
const REMOTE: usize = 4;

/// Does tasks as they come up, until `stop`; those under way are then left to whoever takes them up next.
pub async fn do_tasks(registry: Registry, stop: CancellationToken) {
    let mut under_way = JoinSet::new();
    let mut slots = Slots::new(LOCAL, REMOTE);
    while !stop.is_cancelled() {
        for transfer in Transfer::ALL {
            while let Some(lease) = next(&registry, &mut slots, transfer).await {
                let registry = registry.clone();
                under_way.spawn(async move {
                    registry.system().carry_out(&lease).await;
                    lease
                });
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = registry.task_came_up() => {}
            () = sleep(LOOK) => {}
            Some(Ok(done)) = under_way.join_next(), if !under_way.is_empty() => slots.give_back(&done),
        }
    }
    under_way.shutdown().await;
    for lease in slots.leases() {
        if let Err(error) = registry
            .system()
            .give_back_task(lease, Duration::ZERO)
            .await
        {
            tracing::warn!(%error, "a task waits until its lease runs out");
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

/// Sweeps at the start, and again and again until `stop`.
pub async fn work(registry: Registry, identity: Identity, stop: CancellationToken) {
    let mut turns = interval(EVERY);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = turns.tick() => {}
            () = stop.cancelled() => return,
        }
        if let Err(error) = registry.system().sweep().await {
            tracing::warn!(%error, "the sweep of uploads failed; it comes again");
        }
        if let Err(error) = identity.learn_limits().await {
            tracing::warn!(%error, "Keystone's limits were not learned; what it said last holds");
        }
        if let Err(error) = identity.sweep_tokens().await {
            tracing::warn!(%error, "the sweep of tokens failed; it comes again");
        }
        if let Err(error) = identity.sweep_sign_ins().await {
            tracing::warn!(%error, "the sweep of sign-ins failed; it comes again");
        }
    }
}
