//! What the server does unasked: it tidies up what crashes, cancels and time left behind.

use std::time::Duration;

use ::identity::Identity;
use registry::{Lease, Registry};
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(30);

/// How often tasks are looked for that another node was asked for.
const LOOK: Duration = Duration::from_secs(1);
/// Tasks that this node works on at a time.
const AT_ONCE: usize = 4;

/// Does tasks as they come up, until `stop`; those under way are then left to whoever takes them up next.
pub async fn do_tasks(registry: Registry, stop: CancellationToken) {
    let mut under_way = JoinSet::new();
    let mut leases: Vec<Lease> = Vec::new();
    while !stop.is_cancelled() {
        while under_way.len() < AT_ONCE {
            match registry.system().take_task().await {
                Ok(Some(lease)) => {
                    leases.push(lease.clone());
                    let registry = registry.clone();
                    under_way.spawn(async move {
                        registry.system().carry_out(&lease).await;
                        lease
                    });
                }
                Ok(None) => break,
                Err(error) => {
                    tracing::warn!(%error, "tasks cannot be looked for; that is tried again");
                    break;
                }
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = registry.task_came_up() => {}
            () = sleep(LOOK) => {}
            Some(Ok(done)) = under_way.join_next(), if !under_way.is_empty() => leases.retain(|lease| *lease != done),
        }
    }
    under_way.shutdown().await;
    for lease in leases {
        if let Err(error) = registry
            .system()
            .give_back_task(&lease, Duration::ZERO)
            .await
        {
            tracing::warn!(%error, "a task waits until its lease runs out");
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
        registry.system().keep_reserve().await;
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
