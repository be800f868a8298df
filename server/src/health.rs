use std::{sync::Arc, time::Duration};

use axum::{Json, extract::State};
use model::ErrorKind;
use registry::Registry;
use serde_json::{Value, json};
use tokio::{sync::Mutex, time::Instant};

use crate::problem::{Problem, Result};

/// How long an answer of `/readyz` is given again: anybody may ask, and each probe writes to the disk.
const PROBE_AGE: Duration = Duration::from_secs(1);

/// Says that the process answers.
pub async fn live() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Says whether database and default store take writes: `200`, or `503` with the reason's name.
pub async fn ready(State(readiness): State<Readiness>) -> Result<Json<Value>> {
    match readiness.reason().await {
        None => Ok(Json(json!({ "status": "ready" }))),
        Some(reason) => Err(Problem::new(
            ErrorKind::Unavailable,
            format_args!("This node is not ready: {reason}. Its log tells why."),
        )),
    }
}

/// The last probe. Whoever asks while one is under way waits for it.
#[derive(Clone, Debug)]
pub struct Readiness {
    registry: Registry,
    last: Arc<Mutex<Option<ProbeResult>>>,
}

#[derive(Clone, Copy, Debug)]
struct ProbeResult {
    at: Instant,
    reason: Option<&'static str>,
}

impl Readiness {
    pub fn new(registry: Registry) -> Self {
        Self {
            registry,
            last: Arc::default(),
        }
    }

    /// Why this node is not ready; `None` if it is.
    async fn reason(&self) -> Option<&'static str> {
        let mut last = self.last.lock().await;
        if let Some(probed) = *last
            && probed.at.elapsed() < PROBE_AGE
        {
            return probed.reason;
        }
        let reason = match self.registry.system().probe().await {
            Ok(()) => None,
            Err(problem) => {
                tracing::warn!(%problem, reason = problem.reason(), "not ready");
                Some(problem.reason())
            }
        };
        *last = Some(ProbeResult {
            at: Instant::now(),
            reason,
        });
        reason
    }
}
