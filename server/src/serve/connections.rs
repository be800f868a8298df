use std::{
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    Config,
    config::Networks,
    limit::{KeyPermit, PerKeyLimit},
};

/// Connections that are told why they are refused, at once: each holds a file descriptor for a second at most.
const REFUSALS: usize = 32;
/// How often refusals are logged: a client can cause thousands a second.
const BETWEEN_WARNINGS: Duration = Duration::from_secs(10);

/// How many connections there may be: in all, and from one address. Behind a trusted proxy it is requests that are
/// counted, for the address that the proxy names.
#[derive(Clone, Debug)]
pub struct Connections {
    all: Arc<Semaphore>,
    most: usize,
    per_address: PerKeyLimit<IpAddr>,
    trusted: Networks,
    refusals: Arc<Semaphore>,
    warned: Arc<Mutex<Option<Instant>>>,
}

/// A connection that was accepted, until it is dropped.
#[derive(Debug)]
pub struct Admission {
    _all: OwnedSemaphorePermit,
    _address: Option<KeyPermit<IpAddr>>,
}

/// Why a connection is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionRefusal {
    /// There are as many connections as there may be.
    Full,
    /// There are as many from this address.
    Address(IpAddr),
}

impl Connections {
    /// As many as `config` allows.
    pub fn new(config: &Config) -> Self {
        let most = usize::try_from(config.max_connections).unwrap_or(usize::MAX);
        let most = most.min(Semaphore::MAX_PERMITS);
        let each = usize::try_from(config.max_connections_per_address).unwrap_or(usize::MAX);
        Self {
            all: Arc::new(Semaphore::new(most)),
            most,
            // One address alone never takes all that there is.
            per_address: PerKeyLimit::new(each.min(most.div_ceil(2))),
            trusted: config.trusted_proxies.clone(),
            refusals: Arc::new(Semaphore::new(REFUSALS)),
            warned: Arc::default(),
        }
    }

    /// Lets a connection from `peer` in.
    pub fn admit(&self, peer: IpAddr) -> Result<Admission, ConnectionRefusal> {
        let address = if self.trusted.contains(peer) {
            None
        } else {
            Some(self.request(peer).ok_or(ConnectionRefusal::Address(peer))?)
        };
        let all = Arc::clone(&self.all).try_acquire_owned();
        Ok(Admission {
            _all: all.map_err(|_| ConnectionRefusal::Full)?,
            _address: address,
        })
    }

    /// Counts a request that a trusted proxy passes on for `client`; `None` if there are too many.
    pub fn request(&self, client: IpAddr) -> Option<KeyPermit<IpAddr>> {
        self.per_address.acquire(address_group(client))
    }

    /// The most connections at once.
    pub fn most(&self) -> usize {
        self.most
    }

    /// The most of one address.
    pub fn most_of_one(&self) -> usize {
        self.per_address.most()
    }

    /// Whether it is time to tell the operator that connections are refused.
    pub fn should_warn(&self) -> bool {
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = warned.is_none_or(|at| at.elapsed() >= BETWEEN_WARNINGS);
        if is_due {
            *warned = Some(Instant::now());
        }
        is_due
    }

    /// Leave to tell a connection why it is refused.
    pub fn refusal(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.refusals).try_acquire_owned().ok()
    }
}

/// What counts as one address: a household or a host gets a /64 of IPv6 to choose addresses from.
pub fn address_group(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections(text: &str) -> Connections {
        let table = text.parse().expect("TOML");
        Connections::new(&Config::from_table(table).expect("a configuration"))
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn one_address_never_takes_all_connections() {
        let connections = connections("max_connections = 4");
        let held = [
            connections.admit(ip("192.0.2.1")),
            connections.admit(ip("192.0.2.1")),
        ];
        assert!(held.iter().all(Result::is_ok));
        let third = connections.admit(ip("192.0.2.1"));
        assert_eq!(
            third.err(),
            Some(ConnectionRefusal::Address(ip("192.0.2.1")))
        );
        let others = [
            connections.admit(ip("192.0.2.2")),
            connections.admit(ip("192.0.2.3")),
        ];
        assert!(others.iter().all(Result::is_ok), "others are accepted");
        assert_eq!(
            connections.admit(ip("192.0.2.4")).err(),
            Some(ConnectionRefusal::Full)
        );
        drop(others);
        assert!(
            connections.admit(ip("192.0.2.4")).is_ok(),
            "until one of them ends"
        );
    }

    #[test]
    fn a_trusted_proxy_is_not_one_client() {
        let connections = connections(
            "max_connections = 8\nmax_connections_per_address = 1\ntrusted_proxies = [\"10.0.0.0/8\"]",
        );
        let held: Vec<_> = (0..8).map(|_| connections.admit(ip("10.0.0.1"))).collect();
        assert!(held.iter().all(Result::is_ok));
        let _first = connections
            .request(ip("192.0.2.1"))
            .expect("the first request");
        assert!(connections.request(ip("192.0.2.1")).is_none());
        assert!(connections.request(ip("192.0.2.2")).is_some());
    }

    #[test]
    fn a_network_of_ipv6_addresses_is_one() {
        assert_eq!(
            address_group(ip("2001:db8::1")),
            address_group(ip("2001:db8::ffff:1"))
        );
        assert_ne!(
            address_group(ip("2001:db8:0:1::1")),
            address_group(ip("2001:db8::1"))
        );
        assert_eq!(address_group(ip("::ffff:192.0.2.1")), ip("192.0.2.1"));
        assert_ne!(
            address_group(ip("192.0.2.1")),
            address_group(ip("192.0.2.2"))
        );
    }
}
