//! Waiting a little for room that is reserved ahead for others, and may come back.

use std::time::Duration;

use model::UploadId;
use tokio::time::{Instant, sleep};

use crate::{Error, Registry, Result};

/// The shortest and the longest wait for room before an upload is refused. Below what clients and proxies wait for an
/// answer (30 s), and below a lease (60 s).
const QUOTA_WAIT: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(15));
/// How long after a refusal it is tried again: some times within the shortest wait.
const RETRY: Duration = Duration::from_millis(250);

impl Registry {
    /// Does `attempt` for the upload `id`; again for a while where it is refused for bytes that may come back.
    pub(crate) async fn wait_for_room<T, Attempt>(
        &self,
        id: UploadId,
        mut attempt: impl FnMut() -> Attempt + Send,
    ) -> Result<T>
    where
        Attempt: Future<Output = Result<T>> + Send,
    {
        let until = Instant::now() + quota_wait(id);
        loop {
            match attempt().await {
                Err(Error::OverQuota(over)) if over.may_fit_soon() && Instant::now() < until => {
                    sleep(RETRY).await;
                }
                outcome => return outcome,
            }
        }
    }
}

/// How long this upload waits. Not all wait equally long: of many that wait for each other, those that give up make room
/// for the rest.
fn quota_wait(id: UploadId) -> Duration {
    let (least, most) = QUOTA_WAIT;
    let jitter = id.to_string().bytes().fold(0_u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    });
    least + most.saturating_sub(least) * (jitter % 1000) / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_within_its_bounds_and_not_the_same_for_all() {
        let waits: Vec<Duration> = (0..100).map(|_| quota_wait(UploadId::new())).collect();
        let (least, most) = QUOTA_WAIT;
        assert!(waits.iter().all(|wait| (least..=most).contains(wait)));
        assert!(waits.iter().any(|wait| wait != &waits[0]));
    }
}
