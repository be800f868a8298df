use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use db::Db;
use model::{Actor, AuditAction, AuditEvent, Origin};
use serde_json::{Map, Value, json};

use crate::{Identity, Result, attempts::network, rows::AccountRow};

/// The first failure of an account from an address is recorded at once. Those that follow within this time are counted
/// and recorded as one entry at its end.
const WINDOW: Duration = Duration::from_secs(10 * 60);
/// The most accounts and addresses that have entries of their own within [`WINDOW`]; all others share one. So failed
/// attempts add 402 entries in ten minutes at most, about 14 MB a day.
const MOST: usize = 200;

/// How somebody tried to come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignInMethod {
    Page,
    Password,
    Credential,
    /// The present password, on the way to a new one.
    PasswordChange,
}

impl SignInMethod {
    fn as_str(self) -> &'static str {
        match self {
            Self::Page => "sign-in page",
            Self::Password => "password",
            Self::Credential => "application credential",
            Self::PasswordChange => "password change",
        }
    }
}

/// An account as the directory knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub id: String,
    pub name: String,
}

impl Account {
    pub fn of(found: &AccountRow) -> Self {
        Self {
            id: found.user.id.to_string(),
            name: found.user.name.clone(),
        }
    }
}

/// A failed attempt to sign in.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    /// `None` where there is no such account. What was typed then is recorded nowhere: it may be a password.
    pub account: Option<Account>,
    /// The application credential, where one was tried.
    pub credential: Option<String>,
    pub way: SignInMethod,
    pub reason: &'static str,
    pub origin: Origin,
}

/// Failed attempts that are recorded in activity, so many at most that they cannot fill a disk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Refusals(Arc<Mutex<HashMap<Key, RefusalCount>>>);

/// Account and address; both empty for all that found no place.
type Key = (String, String);

#[derive(Debug)]
struct RefusalCount {
    since: Instant,
    /// Those that are not recorded yet.
    more: u64,
    last: Refusal,
}

impl Refusals {
    /// Counts a failure; whether it is to be recorded now.
    fn count(&self, refusal: &Refusal, now: Instant) -> bool {
        let account = refusal.account.as_ref();
        let account = account.map_or_else(String::new, |account| account.id.clone());
        let own = (account, network(&refusal.origin.address));
        let mut table = self.lock();
        if let Some(counted) = table.get_mut(&own) {
            counted.more += 1;
            counted.last = refusal.clone();
            return false;
        }
        let has_room = table.len() < MOST;
        let key = if has_room { own } else { Key::default() };
        let counted = table.entry(key).or_insert(RefusalCount {
            since: now,
            more: 0,
            last: refusal.clone(),
        });
        if !has_room {
            counted.more += 1;
            counted.last = refusal.clone();
        }
        has_room
    }

    /// Counts a failure that could not be recorded yet.
    fn put_back(&self, refusal: Refusal, since: Instant) {
        let account = refusal.account.as_ref();
        let account = account.map_or_else(String::new, |account| account.id.clone());
        let key = (account, network(&refusal.origin.address));
        let counted = RefusalCount {
            since,
            more: 0,
            last: refusal,
        };
        self.lock().entry(key).or_insert(counted).more += 1;
    }

    /// How many attempts were counted and not recorded.
    fn waiting(&self) -> u64 {
        self.lock().values().map(|counted| counted.more).sum()
    }

    /// Takes out what was counted before `before`, with the number of attempts.
    fn take(&self, before: Instant) -> Vec<(Refusal, u64)> {
        let mut table = self.lock();
        let done = table.extract_if(|_, counted| counted.since <= before);
        done.filter(|(_, counted)| counted.more > 0)
            .map(|((account, address), counted)| {
                let mut refusal = counted.last;
                if account.is_empty() && address.is_empty() {
                    refusal.account = None;
                    refusal.credential = None;
                    refusal.origin.address = String::new();
                }
                (refusal, counted.more)
            })
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, RefusalCount>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Identity {
    /// Tells the operator of a failed attempt: in the log, and in the record of activity.
    ///
    /// It is recorded while the answer goes out, so that its time tells nothing of the account.
    pub(crate) fn refused(&self, refusal: Refusal) {
        let account = refusal.account.as_ref();
        tracing::info!(
            target: "vitrine::sign_in",
            user = account.map_or("", |account| account.name.as_str()),
            credential = refusal.credential.as_deref().unwrap_or_default(),
            way = refusal.way.as_str(),
            reason = refusal.reason,
            address = refusal.origin.address,
            request = refusal.origin.request,
            "a sign-in failed"
        );
        let now = Instant::now();
        if self.refusals.count(&refusal, now) {
            let identity = self.clone();
            tokio::spawn(async move {
                if let Err(error) = identity.record_or_keep(refusal, now).await {
                    tracing::warn!(%error, "a failed sign-in could not be recorded");
                }
            });
        }
    }

    /// Records a failed attempt, or keeps it until every node is able to read the entry.
    async fn record_or_keep(&self, refusal: Refusal, since: Instant) -> Result<()> {
        if self.db.is_used_by_first_release().await? {
            self.refusals.put_back(refusal, since);
            return Ok(());
        }
        record(&self.db, refusal, 1).await
    }

    /// Records the failed attempts that were only counted so far: those of windows that have ended, or `all`. While a node
    /// of release 040df12 runs, which could not read its audit log with them in it, they are kept.
    pub async fn record_refusals(&self, all: bool) -> Result<()> {
        let waiting = self.refusals.waiting();
        if waiting > 0 && self.db.is_used_by_first_release().await? {
            if all {
                tracing::warn!(
                    waiting,
                    "failed sign-ins are only in the log: a node of an older release runs"
                );
            }
            return Ok(());
        }
        let now = Instant::now();
        let before = if all {
            Some(now)
        } else {
            now.checked_sub(WINDOW)
        };
        let counted = before.map(|before| self.refusals.take(before));
        for (refusal, attempts) in counted.unwrap_or_default() {
            record(&self.db, refusal, attempts).await?;
        }
        Ok(())
    }
}

async fn record(db: &Db, refusal: Refusal, attempts: u64) -> Result<()> {
    let mut details = Map::from_iter([
        ("method".to_owned(), json!(refusal.way.as_str())),
        ("reason".to_owned(), json!(refusal.reason)),
    ]);
    if let Some(credential) = &refusal.credential {
        details.insert("application credential".to_owned(), json!(credential));
    }
    if attempts > 1 {
        details.insert("attempts".to_owned(), json!(attempts));
    }
    let (id, name) = refusal
        .account
        .map_or_else(Default::default, |account| (account.id, account.name));
    let entry = AuditEvent {
        actor: Actor {
            origin: refusal.origin,
            ..Actor::default()
        },
        action: AuditAction::SessionRefuse,
        target: id,
        target_name: name,
        owner: None,
        other: None,
        details: Value::Object(details).to_string(),
    };
    let mut tx = db.begin().await?;
    tx.record_audit_event(&entry).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(account: &str, address: &str) -> Refusal {
        Refusal {
            account: (!account.is_empty()).then(|| Account {
                id: account.to_owned(),
                name: account.to_owned(),
            }),
            credential: None,
            way: SignInMethod::Password,
            reason: "wrong password",
            origin: Origin {
                address: address.to_owned(),
                ..Origin::default()
            },
        }
    }

    #[test]
    fn the_first_failure_is_recorded_and_those_behind_it_are_counted() {
        let (refusals, now) = (Refusals::default(), Instant::now());
        let recorded = (0..50).filter(|_| refusals.count(&refusal("alice", "192.0.2.1"), now));
        assert_eq!(recorded.count(), 1);
        assert!(refusals.count(&refusal("alice", "192.0.2.2"), now));
        let counted = refusals.take(now);
        assert_eq!(counted.len(), 1);
        assert_eq!(
            (counted[0].0.origin.address.as_str(), counted[0].1),
            ("192.0.2.1", 49)
        );
        assert!(refusals.count(&refusal("alice", "192.0.2.1"), now));
    }

    #[test]
    fn an_attempt_that_is_put_back_is_recorded_with_those_behind_it() {
        let (refusals, now) = (Refusals::default(), Instant::now());
        assert!(refusals.count(&refusal("alice", "192.0.2.1"), now));
        refusals.put_back(refusal("alice", "192.0.2.1"), now);
        assert!(!refusals.count(&refusal("alice", "192.0.2.1"), now));
        // Its window was taken out in the meantime.
        refusals.put_back(refusal("bob", "192.0.2.1"), now);
        assert_eq!(refusals.waiting(), 3);
        let mut attempts: Vec<_> = refusals.take(now).iter().map(|(_, more)| *more).collect();
        attempts.sort_unstable();
        assert_eq!(attempts, [1, 2]);
    }

    #[test]
    fn however_many_try_the_entries_are_bounded_and_nothing_is_lost() {
        let (refusals, now) = (Refusals::default(), Instant::now());
        let mut recorded = 0_u64;
        for number in 0..10_000 {
            let address = format!("10.0.{}.{}", number / 250, number % 250);
            recorded += u64::from(refusals.count(&refusal("", &address), now));
        }
        assert_eq!(recorded, MOST as u64);
        let counted = refusals.take(now);
        assert_eq!(counted.len(), 1);
        assert_eq!(counted[0].1 + recorded, 10_000);
        assert_eq!(counted[0].0.origin.address, "");
    }
}
