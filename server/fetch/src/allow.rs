use std::{net::IpAddr, str::FromStr};

use ipnet::IpNet;
use model::Invalid;
use url::{Host, Url};

use crate::{
    Error, Result,
    address::{is_of_cloud, is_public},
};

/// Where may be fetched from: the open internet by HTTP at its usual ports, and what the operator names beyond it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allow {
    named: Vec<(String, u16)>,
    denied: Vec<IpNet>,
}

impl FromStr for Allow {
    type Err = Invalid;

    /// Reads `host:port`, as often as wanted, with commas between them.
    fn from_str(text: &str) -> std::result::Result<Self, Invalid> {
        let pairs = text
            .split(',')
            .map(str::trim)
            .filter(|pair| !pair.is_empty());
        let named = pairs.map(|pair| {
            let (host, port) = pair.rsplit_once(':').unwrap_or_default();
            match port.parse() {
                Ok(port) if !host.is_empty() => Ok((host.to_ascii_lowercase(), port)),
                _ => Err(Invalid(format!("`{pair}` is not host:port"))),
            }
        });
        Ok(Self {
            named: named.collect::<std::result::Result<_, _>>()?,
            denied: Vec::new(),
        })
    }
}

impl Allow {
    /// The same, but for what has an address in one of these networks, whatever else is said of it.
    #[must_use]
    pub fn without(self, denied: Vec<IpNet>) -> Self {
        Self { denied, ..self }
    }

    /// Reads `uri` as an address that may be fetched from, as far as it tells by itself: what its host's name resolves
    /// to is looked at when it is resolved.
    pub fn check(&self, uri: &str) -> Result<Url> {
        let refuse = |why| Error::Refused {
            uri: uri.to_owned(),
            why,
        };
        // Readers of addresses pass over some characters, each over others.
        if !uri.chars().all(|c| c.is_ascii_graphic()) || uri.contains('\\') {
            return Err(refuse("it contains characters that a URL cannot have"));
        }
        if uri.len() > 4096 {
            return Err(refuse("it is too long"));
        }
        let url = Url::parse(uri).map_err(|_| refuse("it is not a URL"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(refuse("only http and https are supported"));
        }
        if !url.username().is_empty() || url.password().is_some() || authority(uri).contains('@') {
            return Err(refuse("it holds a user's name or password"));
        }
        let host = url.host().ok_or_else(|| refuse("it names no host"))?;
        if let Some(address) = address_of(&host)
            && self.denies(address)
        {
            return Err(refuse("the operator denies that address"));
        }
        // Whatever is exempt is exempt as it is written.
        if self.names(&url) && spelled(uri, &host) {
            return Ok(url);
        }
        if !matches!(url.port_or_known_default(), Some(80 | 443)) {
            return Err(refuse("only ports 80 and 443 are allowed"));
        }
        if !spelled(uri, &host) {
            return Err(refuse("its host is an IP address in an unusual form"));
        }
        match host {
            Host::Ipv4(address) if !is_public(address.into()) => {
                Err(refuse("that is no public address"))
            }
            Host::Ipv6(address) if !is_public(address.into()) => {
                Err(refuse("that is no public address"))
            }
            Host::Domain(name) if is_local(name) => Err(refuse("that name is a local one")),
            _ => Ok(url),
        }
    }

    /// Whether `address`, to which the host of `url` resolves, may be connected to.
    pub fn admits(&self, url: &Url, address: IpAddr) -> bool {
        if self.denies(address) {
            return false;
        }
        // An address that is named itself is meant.
        let is_literal = url.host().is_some_and(|host| address_of(&host).is_some());
        is_public(address) || (self.names(url) && (is_literal || !is_of_cloud(address)))
    }

    fn denies(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.denied.iter().any(|network| network.contains(&address))
    }

    /// Whether the operator named this host and port.
    pub(crate) fn names(&self, url: &Url) -> bool {
        let (host, port) = (url.host_str(), url.port_or_known_default());
        self.named
            .iter()
            .any(|(named, at)| host == Some(named) && port == Some(*at))
    }
}

fn address_of<S>(host: &Host<S>) -> Option<IpAddr> {
    match host {
        Host::Ipv4(address) => Some((*address).into()),
        Host::Ipv6(address) => Some((*address).into()),
        Host::Domain(_) => None,
    }
}

/// What stands between the slashes: host and port as they were written.
fn authority(uri: &str) -> &str {
    let rest = uri.split_once("://").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Whether a host was written as it is read: `2130706433`, `0x7f.1` and `0177.0.0.1` are all read as `127.0.0.1`.
fn spelled(uri: &str, host: &Host<&str>) -> bool {
    let written = authority(uri);
    let (host, brackets) = match host {
        // A name in capital letters is the same name.
        Host::Domain(name) => {
            return !name.contains('%') && written.to_ascii_lowercase().starts_with(name);
        }
        Host::Ipv4(address) => (address.to_string(), false),
        Host::Ipv6(address) => (address.to_string(), true),
    };
    let host = if brackets { format!("[{host}]") } else { host };
    let port = written.strip_prefix(host.as_str());
    port.is_some_and(|port| port.is_empty() || port.starts_with(':'))
}

/// Names that never belong to a host of the internet.
fn is_local(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let last = name.rsplit('.').next().unwrap_or_default();
    // A name without a dot is completed by the resolver, with who knows what.
    !name.contains('.')
        || [
            "localhost",
            "local",
            "internal",
            "localdomain",
            "home",
            "lan",
            "onion",
        ]
        .contains(&last)
}

#[cfg(test)]
mod tests;
