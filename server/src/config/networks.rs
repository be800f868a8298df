use std::{net::IpAddr, str::FromStr};

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, de::Error as _};

/// Networks: a list, or texts with commas between them. A single address is a network of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<IpNet>);

impl Networks {
    pub fn as_slice(&self) -> &[IpNet] {
        &self.0
    }

    /// Whether no network was named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `address` is in one of them. An IPv4 address written as IPv6 is the IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl FromStr for Networks {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words = text.split(',').map(str::trim);
        words
            .filter(|word| !word.is_empty())
            .map(network)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl<'de> Deserialize<'de> for Networks {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum RawValue {
            Text(String),
            List(Vec<String>),
        }
        let text = match RawValue::deserialize(from)? {
            RawValue::Text(text) => text,
            RawValue::List(list) => list.join(","),
        };
        text.parse().map_err(D::Error::custom)
    }
}

fn network(text: &str) -> Result<IpNet, String> {
    let wrong = || format!("`{text}` is neither a network, such as 10.0.0.0/8, nor an address");
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(address.to_canonical().into());
    }
    let network: IpNet = text.parse().map_err(|_| wrong())?;
    if network.addr() != network.network() {
        return Err(format!(
            "`{text}` has bits of an address behind its prefix; the network is {}",
            network.trunc()
        ));
    }
    Ok(network)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_and_single_addresses_of_both_families_are_taken() {
        let networks: Networks = "10.0.0.0/8, 192.0.2.7,2001:db8::/32, ::1"
            .parse()
            .expect("fine");
        for inside in [
            "10.1.2.3",
            "192.0.2.7",
            "2001:db8::1",
            "::1",
            "::ffff:10.0.0.1",
        ] {
            assert!(
                networks.contains(inside.parse().expect("an address")),
                "{inside}"
            );
        }
        for outside in ["11.0.0.1", "192.0.2.8", "2001:db9::1", "::2"] {
            assert!(
                !networks.contains(outside.parse().expect("an address")),
                "{outside}"
            );
        }
        assert!("".parse::<Networks>().expect("none").is_empty());
    }

    #[test]
    fn what_is_no_network_is_named() {
        for bad in ["10.0.0.0/33", "proxy.example", "10.0.0.1/8", "*"] {
            let error = bad.parse::<Networks>().expect_err(bad);
            assert!(error.contains(bad), "{error}");
        }
    }
}
