use std::sync::Arc;

use http::{HeaderValue, StatusCode, header};
use model::{Caller, ErrorKind, UserId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    Bounds,
    limit::{KeyPermit, PerKeyLimit},
    problem::{Problem, Result},
};

/// How many may listen to the change feed at once: in all, and of one user.
#[derive(Clone, Debug)]
pub struct Listeners {
    all: Arc<Semaphore>,
    per_user: PerKeyLimit<UserId>,
}

/// One that listens, until it is dropped.
#[derive(Debug)]
pub struct Permit {
    _all: OwnedSemaphorePermit,
    _user: KeyPermit<UserId>,
}

impl Listeners {
    /// As many as `bounds` allow.
    pub fn new(bounds: &Bounds) -> Self {
        Self {
            all: Arc::new(Semaphore::new(bounds.feeds)),
            per_user: PerKeyLimit::new(bounds.feeds_per_user),
        }
    }

    /// Lets one of this user's listen: `429` if they have as many as they may, `503` if all together have.
    pub fn admit(&self, caller: &Caller) -> Result<Permit> {
        let user = self.per_user.acquire(caller.user.clone()).ok_or_else(|| {
            refused(format!(
                "You listen to the change feed {} times at once, the most that one user may. Close some pages or programs.",
                self.per_user.most()
            ))
            .with_status(StatusCode::TOO_MANY_REQUESTS)
        })?;
        let all = Arc::clone(&self.all).try_acquire_owned();
        let all = all.map_err(|_| {
            refused("As many listen to the change feed as may at once. Try again later.".to_owned())
        })?;
        Ok(Permit {
            _all: all,
            _user: user,
        })
    }
}

fn refused(message: String) -> Problem {
    // Pages ask again by themselves: not each of them every second.
    let later = HeaderValue::from_static("30");
    Problem::new(ErrorKind::Unavailable, message).with(header::RETRY_AFTER, later)
}
