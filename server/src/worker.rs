//! What the server does unasked: it tidies up what crashes, cancels and time left behind.

use std::time::Duration;

use ::identity::Identity;
use registry::Registry;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::sessions::Sessions;

const EVERY: Duration = Duration::from_secs(30);

/// Sweeps at the start, and again and again until `stop`.
pub async fn work(
    registry: Registry,
    identity: Identity,
    sessions: Sessions,
    stop: CancellationToken,
) {
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
        if let Err(error) = identity.sweep_tokens().await {
            tracing::warn!(%error, "the sweep of tokens failed; it comes again");
        }
        if let Err(error) = sessions.sweep().await {
            tracing::warn!(%error, "the sweep of sessions failed; it comes again");
        }
    }
}
