use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use crate::{Error, Result};

/// Failures of an account without a delay: people mistype, and programs have an old password for a while.
const FREE_OF_ACCOUNT: u32 = 5;
/// Failures from an address without a delay: many people may share one.
const FREE_OF_ADDRESS: u32 = 20;
/// The longest delay. It doubles from 1 s with each failure; at a minute, guessing is hopeless, and people can wait.
const LONGEST_DELAY: Duration = Duration::from_secs(60);
/// Failures are forgotten so long after the last.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(15 * 60);
/// An address from which somebody signed in is theirs for so long: attempts from elsewhere do not delay it.
pub(crate) const KNOWN_FOR: Duration = Duration::from_secs(30 * 24 * 3600);
/// The most accounts and addresses that are remembered, about 2 MB; beyond it those with the fewest failures go.
pub(crate) const MOST: usize = 20_000;

/// Failed attempts to sign in, and how long the next one has to wait.
///
/// An account has a delay, and so has an address. Whoever signs in from an address from which they signed in before has
/// a delay of their own, so that others who guess do not keep them out. Each node counts by itself: on several nodes
/// a guesser gets as many times the attempts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attempts(Arc<Mutex<Table>>);

/// Whether an attempt that may be made has had to wait, and so is the one of many that may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waited {
    No,
    Yes,
}

#[derive(Debug, Default)]
struct Table {
    failures: HashMap<Key, Failures>,
    known: HashMap<(String, String), Instant>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Account(String),
    Address(String),
    /// An account, from an address that is known to be its user's.
    Known(String, String),
}

impl Key {
    fn free(&self) -> u32 {
        match self {
            Self::Account(_) | Self::Known(..) => FREE_OF_ACCOUNT,
            Self::Address(_) => FREE_OF_ADDRESS,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    last: Instant,
    /// Nothing is tried before.
    next: Instant,
}

impl Failures {
    /// Whether there are so many that the next attempt has to wait.
    fn delays(&self, key: &Key, now: Instant) -> bool {
        self.count >= key.free() && now - self.last < FORGOTTEN_AFTER
    }
}

impl Attempts {
    /// Whether an attempt may be made now. One that has had to wait takes the place of all others that would wait too.
    pub fn allow(&self, account: &str, address: &str) -> Result<Waited> {
        self.allow_at(account, address, Instant::now())
    }

    /// Counts an attempt that failed.
    pub fn failed(&self, account: &str, address: &str) {
        self.failed_at(account, address, Instant::now());
    }

    /// Forgets the failures of an account whose user has come in. Those of the address stay.
    pub fn succeeded(&self, account: &str, address: &str) {
        let mut table = self.lock();
        let address = network(address);
        let keys = [
            Key::Account(account.to_owned()),
            Key::Known(account.to_owned(), address.clone()),
        ];
        for key in keys {
            table.failures.remove(&key);
        }
        if address.is_empty() {
            return;
        }
        table.know(account.to_owned(), address, Instant::now());
    }

    /// Whether that user signed in from there before.
    pub fn is_known(&self, account: &str, address: &str) -> bool {
        let pair = (account.to_owned(), network(address));
        self.lock().is_known(&pair, Instant::now())
    }

    /// Takes it that these users signed in from these addresses, each an account's id and an address.
    pub fn remember(&self, pairs: Vec<(String, String)>) {
        let (mut table, now) = (self.lock(), Instant::now());
        for (account, address) in pairs {
            table.know(account, network(&address), now);
        }
    }

    fn allow_at(&self, account: &str, address: &str, now: Instant) -> Result<Waited> {
        let mut table = self.lock();
        let keys = table.keys(account, address, now);
        let waits = keys.iter().filter_map(|key| {
            let failures = table.failures.get(key)?;
            (failures.delays(key, now) && now < failures.next).then(|| failures.next - now)
        });
        if let Some(wait) = waits.max() {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            return Err(Error::TooManyAttempts { seconds });
        }
        let mut waited = Waited::No;
        for key in keys {
            if let Some(failures) = table.failures.get_mut(&key)
                && failures.delays(&key, now)
            {
                failures.next = now + delay(failures.count, key.free());
                waited = Waited::Yes;
            }
        }
        Ok(waited)
    }

    fn failed_at(&self, account: &str, address: &str, now: Instant) {
        let mut table = self.lock();
        for key in table.keys(account, address, now) {
            table.make_room(now);
            let free = key.free();
            let failures = table.failures.entry(key).or_insert(Failures {
                count: 0,
                last: now,
                next: now,
            });
            if now - failures.last >= FORGOTTEN_AFTER {
                failures.count = 0;
            }
            failures.count = failures.count.saturating_add(1);
            failures.last = now;
            if failures.count >= free {
                failures.next = now + delay(failures.count, free);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// What an attempt counts against.
    fn keys(&self, account: &str, address: &str, now: Instant) -> Vec<Key> {
        let address = network(address);
        let pair = (account.to_owned(), address);
        let is_known = self.is_known(&pair, now);
        let (account, address) = pair;
        if is_known {
            return vec![Key::Known(account, address)];
        }
        let mut keys = vec![Key::Account(account)];
        if !address.is_empty() {
            keys.push(Key::Address(address));
        }
        keys
    }

    fn is_known(&self, pair: &(String, String), now: Instant) -> bool {
        self.known.get(pair).is_some_and(|at| now - *at < KNOWN_FOR)
    }

    fn know(&mut self, account: String, address: String, now: Instant) {
        if self.known.len() >= MOST {
            self.known.retain(|_, at| now - *at < KNOWN_FOR);
        }
        if self.known.len() < MOST {
            self.known.insert((account, address), now);
        }
    }

    fn make_room(&mut self, now: Instant) {
        if self.failures.len() < MOST {
            return;
        }
        self.failures
            .retain(|_, failures| now - failures.last < FORGOTTEN_AFTER);
        // Still full: this goes on for as long as somebody tries ever new names. Half of the places become free at once,
        // those of the fewest failures.
        if self.failures.len() >= MOST {
            let mut counts: Vec<u32> = self.failures.values().map(|one| one.count).collect();
            let (_, middle, _) = counts.select_nth_unstable(MOST / 2);
            let middle = *middle;
            self.failures.retain(|_, failures| failures.count > middle);
        }
    }
}

fn delay(failures: u32, free: u32) -> Duration {
    let doublings = failures.saturating_sub(free).min(16);
    Duration::from_secs(1 << doublings).min(LONGEST_DELAY)
}

/// What counts as one address: of IPv6 the first 64 bits, for everybody has so many of them.
pub(crate) fn network(address: &str) -> String {
    cut(address, 64)
}

/// What may well be one owner's: of IPv6 the first 48 bits.
pub(crate) fn site(address: &str) -> String {
    cut(address, 48)
}

/// The address, of IPv6 so many of its first bits.
fn cut(address: &str, bits: u32) -> String {
    match address.parse() {
        Ok(IpAddr::V6(address)) => {
            let kept = u128::MAX << (u128::BITS - bits);
            Ipv6Addr::from_bits(address.to_bits() & kept).to_string()
        }
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: &str = "192.0.2.1";
    const ELSEWHERE: &str = "198.51.100.7";

    fn seconds(waits: Result<Waited>) -> u64 {
        match waits {
            Ok(_) => 0,
            Err(Error::TooManyAttempts { seconds }) => seconds,
            Err(other) => panic!("{other}"),
        }
    }

    /// Fails `count` times, waiting each time as long as one must; the delays.
    fn guess(
        attempts: &Attempts,
        account: &str,
        address: &str,
        count: u32,
        now: &mut Instant,
    ) -> Vec<u64> {
        let mut waited = Vec::new();
        for _ in 0..count {
            let wait = seconds(attempts.allow_at(account, address, *now));
            waited.push(wait);
            *now += Duration::from_secs(wait);
            assert_eq!(seconds(attempts.allow_at(account, address, *now)), 0);
            attempts.failed_at(account, address, *now);
        }
        waited
    }

    #[test]
    fn the_delay_of_an_account_grows_to_a_minute() {
        let (attempts, mut now) = (Attempts::default(), Instant::now());
        let waited = guess(&attempts, "alice", HOME, 14, &mut now);
        assert_eq!(waited, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        let other = seconds(attempts.allow_at("alice", ELSEWHERE, now));
        assert_eq!(other, 60, "from whatever address");
        assert_eq!(seconds(attempts.allow_at("bob", HOME, now)), 0);
        now += FORGOTTEN_AFTER;
        assert_eq!(guess(&attempts, "alice", HOME, 5, &mut now), [0; 5]);
    }

    #[test]
    fn an_address_that_tries_one_name_after_the_other_is_delayed_too() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for name in 0..FREE_OF_ADDRESS {
            attempts.failed_at(&name.to_string(), "2001:db8::1", now);
        }
        assert_eq!(seconds(attempts.allow_at("fresh", "2001:db8::2", now)), 1);
        assert_eq!(
            seconds(attempts.allow_at("fresh", "2001:db8:0:1::1", now)),
            0
        );
    }

    #[test]
    fn of_many_at_once_one_is_let_try() {
        let (attempts, mut now) = (Attempts::default(), Instant::now());
        guess(&attempts, "alice", HOME, 9, &mut now);
        now += LONGEST_DELAY;
        let let_try = (0..50).filter(|_| attempts.allow_at("alice", HOME, now).is_ok());
        assert_eq!(let_try.count(), 1);
    }

    #[test]
    fn failures_elsewhere_do_not_keep_a_user_out_where_they_always_sign_in() {
        let (attempts, mut now) = (Attempts::default(), Instant::now());
        attempts.succeeded("alice", HOME);
        guess(&attempts, "alice", ELSEWHERE, 20, &mut now);
        assert!(attempts.allow_at("alice", ELSEWHERE, now).is_err());
        assert!(attempts.allow_at("alice", HOME, now).is_ok());
        let waited = guess(&attempts, "alice", HOME, 7, &mut now);
        assert_eq!(
            waited,
            [0, 0, 0, 0, 0, 1, 2],
            "but whoever guesses there waits as well"
        );
    }

    #[test]
    fn success_ends_the_delay_of_the_account_and_not_of_the_address() {
        let (attempts, mut now) = (Attempts::default(), Instant::now());
        guess(&attempts, "alice", HOME, FREE_OF_ADDRESS + 2, &mut now);
        attempts.succeeded("alice", ELSEWHERE);
        assert!(attempts.allow_at("bob", HOME, now).is_err());
        assert!(attempts.allow_at("alice", "203.0.113.5", now).is_ok());
    }

    #[test]
    fn what_is_remembered_is_bounded_and_the_worst_stay() {
        let (attempts, mut now) = (Attempts::default(), Instant::now());
        guess(&attempts, "alice", HOME, 12, &mut now);
        for name in 0..MOST + 100 {
            attempts.failed_at(&format!("user {name}"), "", now);
        }
        assert!(attempts.lock().failures.len() <= MOST);
        assert!(attempts.allow_at("alice", HOME, now).is_err());
    }
}
