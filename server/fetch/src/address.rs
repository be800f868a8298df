use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is one of the open internet: everything else is a private or reserved network.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// By the registry of special addresses, [RFC 6890](https://www.rfc-editor.org/rfc/rfc6890) and its successors.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let inside = match address.octets() {
        // This network; the private ones; loopback; link-local, where clouds keep their metadata. And what is for
        // protocols, documentation, 6to4 relays and benchmarks. And the insides of IBM's cloud (161.26/16, 166.8/14) and
        // of Azure (168.63.129.16), which those providers took from the open internet.
        [0 | 10 | 127, ..]
        | [169, 254, ..]
        | [192, 168, ..]
        | [192, 0, 0 | 2, _]
        | [192, 88, 99, _]
        | [198, 18 | 19, ..]
        | [198, 51, 100, _]
        | [203, 0, 113, _]
        | [161, 26, ..]
        | [168, 63, 129, 16] => true,
        [172, second, ..] => (16..32).contains(&second),
        [166, second, ..] => (8..12).contains(&second),
        // Carriers' own.
        [100, second, ..] => (64..128).contains(&second),
        // Multicast, reserved, broadcast.
        [first, ..] => first >= 224,
    };
    !inside
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // Global unicast is one eighth of all; what carries an IPv4 address or another network within it is left out.
    let is_global = first & 0xe000 == 0x2000;
    let carries = first == 0x2002 || (first == 0x2001 && second < 0x0200);
    let is_documentation =
        (first == 0x2001 && second == 0x0db8) || (first == 0x3fff && second < 0x1000);
    is_global && !carries && !is_documentation
}

/// Whether an address is one at which a cloud serves its machines: metadata with their keys, mostly. A name that was let
/// through does not lead there either: whoever holds its DNS zone may be somebody else.
pub fn is_of_cloud(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            address.is_link_local()
                || [[100, 100, 100, 200], [168, 63, 129, 16], [192, 0, 0, 192]]
                    .contains(&address.octets())
        }
        // AWS, and Google.
        IpAddr::V6(address) => {
            let [first, second, ..] = address.segments();
            address.is_unicast_link_local()
                || [(0xfd00, 0x0ec2), (0xfd20, 0x00ce)].contains(&(first, second))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_internal_network_is_not_public() {
        for inside in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "161.26.0.10",
            "166.8.0.1",
            "166.11.255.255",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(inside.parse().expect(inside)), "{inside}");
        }
    }

    #[test]
    fn the_open_internet_is() {
        for outside in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "161.25.255.255",
            "166.7.255.255",
            "166.12.0.1",
            "168.63.129.17",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450:4001::1",
            "2001:4860:4860::8888",
        ] {
            assert!(is_public(outside.parse().expect(outside)), "{outside}");
        }
    }
}
