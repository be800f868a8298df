use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use model::UploadId;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// The longest wait for a writer to store durably what it has received.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(5);

/// Who writes in this process, so that a writer can be asked to stop.
///
/// An optimisation: it saves bytes that would have to be sent again. What is right is decided by the fence in the row.
#[derive(Clone, Debug, Default)]
pub struct Writers {
    all: Arc<Mutex<HashMap<UploadId, Tokens>>>,
    closing: CancellationToken,
}

#[derive(Clone, Debug)]
struct Tokens {
    fence: i64,
    stop: CancellationToken,
    gone: CancellationToken,
}

/// A writer at work. Says that it is gone when it is dropped.
#[derive(Debug)]
pub struct Writer {
    all: Arc<Mutex<HashMap<UploadId, Tokens>>>,
    id: UploadId,
    tokens: Tokens,
}

impl Writers {
    /// A new writer of `id`, by the claim of that fence. Of two, the one with the older claim is told to stop.
    pub fn enter(&self, id: UploadId, fence: i64) -> Writer {
        let tokens = Tokens {
            fence,
            stop: self.closing.child_token(),
            gone: CancellationToken::new(),
        };
        let mut all = locked(&self.all);
        match all.get(&id) {
            Some(other) if other.fence > fence => tokens.stop.cancel(),
            other => {
                if let Some(older) = other {
                    older.stop.cancel();
                }
                all.insert(id, tokens.clone());
            }
        }
        drop(all);
        Writer {
            all: self.all.clone(),
            id,
            tokens,
        }
    }

    /// Asks the writer of `id` to stop, and waits until what it had is durable. Whether there was one.
    pub async fn drain(&self, id: UploadId) -> bool {
        let Some(tokens) = locked(&self.all).get(&id).cloned() else {
            return false;
        };
        tokens.stop.cancel();
        // Too long: the fence will keep it out.
        let _ = timeout(DRAIN_TIMEOUT, tokens.gone.cancelled()).await;
        true
    }

    /// Asks every writer to stop, those to come too.
    pub fn close(&self) {
        self.closing.cancel();
    }
}

impl Writer {
    /// Cancelled when this writer shall stop.
    pub fn stop(&self) -> &CancellationToken {
        &self.tokens.stop
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.tokens.gone.cancel();
        let mut all = locked(&self.all);
        // A newer one may have taken the place.
        if all
            .get(&self.id)
            .is_some_and(|tokens| tokens.fence == self.tokens.fence)
        {
            all.remove(&self.id);
        }
    }
}

fn locked(all: &Mutex<HashMap<UploadId, Tokens>>) -> MutexGuard<'_, HashMap<UploadId, Tokens>> {
    // Nothing in here panics half way through a change.
    all.lock().unwrap_or_else(PoisonError::into_inner)
}
