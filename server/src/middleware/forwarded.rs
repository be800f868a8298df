//! What a trusted proxy says of its client: `Forwarded` (RFC 7239) and `X-Forwarded-*`. Pure.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderName, uri::Authority};

use crate::config::Networks;

pub const FORWARDED: HeaderName = HeaderName::from_static("forwarded");
pub const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
pub const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
pub const HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
pub const PREFIX: HeaderName = HeaderName::from_static("x-forwarded-prefix");

/// The longest path prefix that is believed, in bytes.
const PREFIX_LONGEST: usize = 256;

/// What a chain of trusted proxies tells. What it says wrongly, or not at all, is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForwardedInfo {
    /// The last address of the chain that is no trusted proxy's.
    pub client: Option<IpAddr>,
    pub scheme: Option<&'static str>,
    pub host: Option<String>,
    /// Begins with a slash and ends without one.
    pub prefix: Option<String>,
    /// `Forwarded` and `X-Forwarded-*` name different clients, schemes or hosts: the proxy sets one kind, and lets its client
    /// set the other.
    pub contradicts: bool,
}

/// Reads what the proxies before us tell; the last of them, which sent the request, is trusted.
pub fn forwarded_info(headers: &HeaderMap, trusted: &Networks) -> ForwardedInfo {
    let elements = forwarded(headers);
    let old = list(headers, &FOR);
    // Elements that tell the scheme alone say nothing of addresses.
    let by_new = elements
        .iter()
        .any(|element| element.client.is_some())
        .then(|| {
            let chain = elements.iter().map(|element| element.client.as_deref());
            last_untrusted(chain, trusted)
        })
        .flatten();
    let by_old = last_untrusted(old.iter().map(|text| Some(text.as_str())), trusted);
    // Scheme and host are believed from the kind of header that names the client: the proxy does not set the other kind. If
    // neither names it, both kinds may be the proxy's.
    let is_new = by_new.is_some() || by_old.is_none();
    let is_old = by_old.is_some() || by_new.is_none();
    let from_end = by_new.or(by_old).map_or(0, |(_, from_end)| from_end);
    // The element that the proxy next to the client wrote; what stands before it is the client's own.
    let element = elements.iter().rev().nth(from_end).or(elements.first());
    let one = |name: &HeaderName| {
        let values = list(headers, name);
        values
            .iter()
            .rev()
            .nth(from_end)
            .or(values.first())
            .cloned()
    };
    let element = element.filter(|_| is_new);
    let new_scheme = element.and_then(|element| scheme_of(element.proto.as_deref()?));
    let new_host = element.and_then(|element| element.host.clone());
    let new_host = new_host.filter(|host| is_host(host));
    let old = |name: &HeaderName| one(name).filter(|_| is_old);
    let old_scheme = old(&PROTO).as_deref().and_then(scheme_of);
    let old_host = old(&HOST).filter(|host| is_host(host));
    ForwardedInfo {
        client: by_new.or(by_old).and_then(|(client, _)| client),
        contradicts: differ(
            by_new.map(|(client, _)| client),
            by_old.map(|(client, _)| client),
        ) || differ(new_scheme, old_scheme)
            || differ(new_host.as_deref(), old_host.as_deref()),
        scheme: new_scheme.or(old_scheme),
        host: new_host.or(old_host),
        prefix: one(&PREFIX).as_deref().and_then(prefix_of),
    }
}

/// Whether both are told, and differ.
fn differ<T: PartialEq>(new: Option<T>, old: Option<T>) -> bool {
    new.zip(old).is_some_and(|(new, old)| new != old)
}

/// Whether `text` is a host with or without a port, as in `Host`.
pub fn is_host(text: &str) -> bool {
    let Ok(authority) = text.parse::<Authority>() else {
        return false;
    };
    let (host, behind) = (authority.host(), text.strip_prefix(authority.host()));
    let is_port = |port: &str| port.is_empty() || port.parse::<u16>().is_ok();
    // `strip_prefix` finds nothing where a user stands before the host.
    !host.is_empty()
        && behind.is_some_and(|behind| {
            behind.is_empty() || behind.strip_prefix(':').is_some_and(is_port)
        })
}

/// One element of `Forwarded`.
#[derive(Debug, Default)]
struct Element {
    client: Option<String>,
    proto: Option<String>,
    host: Option<String>,
}

fn forwarded(headers: &HeaderMap) -> Vec<Element> {
    let texts = headers.get_all(FORWARDED).iter();
    let texts = texts.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let texts: Vec<_> = texts.collect();
    texts
        .iter()
        .flat_map(|text| split(text, ','))
        .map(element)
        .collect()
}

fn element(text: &str) -> Element {
    let mut element = Element::default();
    for pair in split(text, ';') {
        let Some((name, value)) = pair.split_once('=') else {
            continue;
        };
        let value = Some(unquoted(value.trim()));
        match name.trim().to_ascii_lowercase().as_str() {
            "for" => element.client = value,
            "proto" => element.proto = value,
            "host" => element.host = value,
            _ => {}
        }
    }
    element
}

/// Splits at `separator`, except within quotes.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut begin, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            c if c == separator && !quoted => {
                parts.push(&text[begin..at]);
                begin = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[begin..]);
    parts
}

fn unquoted(text: &str) -> String {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    inner.map_or_else(|| text.to_owned(), |inner| inner.replace('\\', ""))
}

fn list(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let values = headers.get_all(name).iter();
    let values = values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    values
        .flat_map(|value| {
            value
                .split(',')
                .map(|text| text.trim().to_owned())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The last address that is no trusted proxy's, and how many elements stand behind it. The address is `None` where what
/// stands there is none: nothing before it can be believed. `None` where there is no element.
fn last_untrusted<'a>(
    chain: impl DoubleEndedIterator<Item = Option<&'a str>>,
    trusted: &Networks,
) -> Option<(Option<IpAddr>, usize)> {
    let mut last = None;
    for (from_end, text) in chain.rev().enumerate() {
        let address = text.and_then(address);
        last = Some((address, from_end));
        match address {
            Some(address) if trusted.contains(address) => {}
            _ => break,
        }
    }
    last
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let address = bare.unwrap_or(text).parse::<IpAddr>().ok();
    let address = address.or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address| address.to_canonical())
}

fn scheme_of(text: &str) -> Option<&'static str> {
    ["https", "http"]
        .into_iter()
        .find(|scheme| text.eq_ignore_ascii_case(scheme))
}

/// A path that can stand before ours: nothing that a browser would take for another host, and no dots.
fn prefix_of(text: &str) -> Option<String> {
    let path = text.trim_end_matches('/');
    let is_fine = path.len() <= PREFIX_LONGEST
        && path.starts_with('/')
        && path[1..].split('/').all(|part| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            !part.is_empty() && part != "." && part != ".." && part.bytes().all(plain)
        });
    is_fine.then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> ForwardedInfo {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().expect("a value"));
        }
        forwarded_info(&headers, &"10.0.0.0/8,fd00::/8".parse().expect("networks"))
    }

    fn client(pairs: &[(&'static str, &str)]) -> Option<String> {
        read(pairs).client.map(|client| client.to_string())
    }

    #[test]
    fn the_client_is_the_last_address_that_is_not_trusted() {
        for (value, expected) in [
            ("192.0.2.1", Some("192.0.2.1")),
            ("192.0.2.1:4711", Some("192.0.2.1")),
            ("[2001:db8::1]:4711", Some("2001:db8::1")),
            ("2001:db8::1", Some("2001:db8::1")),
            ("::ffff:192.0.2.1", Some("192.0.2.1")),
            ("6.6.6.6, 192.0.2.1, 10.0.0.7", Some("192.0.2.1")),
            ("10.0.0.9, 10.0.0.7", Some("10.0.0.9")),
            // Entries before an invalid one come from the same untrusted sender.
            ("6.6.6.6, unknown", None),
            ("6.6.6.6, _hidden, 10.0.0.7", None),
            ("6.6.6.6,", None),
            ("localhost", None),
            ("' or 1=1", None),
        ] {
            assert_eq!(
                client(&[("x-forwarded-for", value)]).as_deref(),
                expected,
                "{value}"
            );
        }
        assert_eq!(client(&[]), None);
        let twice = [
            ("x-forwarded-for", "6.6.6.6"),
            ("x-forwarded-for", "192.0.2.1"),
        ];
        assert_eq!(
            client(&twice).as_deref(),
            Some("192.0.2.1"),
            "lines of one name are one list"
        );
    }

    #[test]
    fn forwarded_says_it_in_its_own_words() {
        let forwarded_info = read(&[(
            "forwarded",
            "for=6.6.6.6;host=evil.example, For=\"[2001:db8::7]:80\";Proto=HTTPS;host=\"images.example:8443\";by=x, for=10.0.0.2;proto=http",
        )]);
        assert_eq!(
            forwarded_info,
            ForwardedInfo {
                client: Some("2001:db8::7".parse().expect("an address")),
                scheme: Some("https"),
                host: Some("images.example:8443".into()),
                prefix: None,
                contradicts: false,
            }
        );
        assert_eq!(
            client(&[("forwarded", "for=\"_a,b\", for=\"unknown\"")]),
            None
        );
        assert_eq!(client(&[("forwarded", "for=")]), None);
        assert_eq!(client(&[("forwarded", "\"")]), None);
    }

    #[test]
    fn of_several_schemes_and_hosts_the_one_next_to_the_client_counts() {
        let forwarded_info = read(&[
            ("x-forwarded-for", "6.6.6.6, 192.0.2.1, 10.0.0.7"),
            ("x-forwarded-proto", "http, https, http"),
            (
                "x-forwarded-host",
                "evil.example, images.example, inner.example",
            ),
            ("x-forwarded-prefix", "/registry/"),
        ]);
        assert_eq!(
            (forwarded_info.scheme, forwarded_info.host.as_deref()),
            (Some("https"), Some("images.example"))
        );
        assert_eq!(forwarded_info.prefix.as_deref(), Some("/registry"));
        let set_once = read(&[
            ("x-forwarded-for", "192.0.2.1, 10.0.0.7"),
            ("x-forwarded-proto", "https"),
        ]);
        assert_eq!(set_once.scheme, Some("https"));
    }

    #[test]
    fn two_headers_that_name_different_clients_contradict_each_other() {
        let forwarded_info = read(&[
            ("forwarded", "for=6.6.6.6"),
            ("x-forwarded-for", "192.0.2.1"),
        ]);
        assert!(forwarded_info.contradicts);
        let forwarded_info = read(&[
            ("forwarded", "for=192.0.2.1"),
            ("x-forwarded-for", "6.6.6.6, 192.0.2.1"),
        ]);
        assert!(!forwarded_info.contradicts);
        let forwarded_info = read(&[
            ("forwarded", "proto=https"),
            ("x-forwarded-for", "192.0.2.1"),
        ]);
        assert_eq!(
            (forwarded_info.contradicts, forwarded_info.scheme),
            (false, None)
        );
    }

    #[test]
    fn scheme_and_host_come_from_the_kind_of_header_that_names_the_client() {
        let proxy = [
            ("x-forwarded-for", "192.0.2.1"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "images.example"),
        ];
        let told = |forwarded: &str, others: &[(&'static str, &str)]| {
            let info = read(&[&[("forwarded", forwarded)], others].concat());
            (info.scheme, info.host, info.contradicts)
        };
        let ours = (Some("https"), Some("images.example".to_owned()), false);
        for forwarded in [
            "host=evil.example;proto=http",
            "host=evil.example",
            "proto=http",
        ] {
            assert_eq!(told(forwarded, &proxy), ours, "{forwarded}");
        }
        // A client that names itself.
        assert!(told("for=192.0.2.1;host=evil.example", &proxy).2);
        assert!(told("for=192.0.2.1;proto=http", &proxy).2);
        // Neither names the client.
        assert!(told("host=evil.example", &proxy[1..]).2);
        assert_eq!(told("host=images.example;proto=https", &[]), ours);
        let of_new = "for=192.0.2.1;host=images.example;proto=https";
        assert_eq!(told(of_new, &[("x-forwarded-host", "evil.example")]), ours);
        assert_eq!(told(of_new, &proxy), ours);
    }

    #[test]
    fn what_is_no_scheme_host_or_prefix_is_not_believed() {
        for scheme in ["javascript", "https://", "", "ftp"] {
            assert_eq!(
                read(&[("x-forwarded-proto", scheme)]).scheme,
                None,
                "{scheme}"
            );
        }
        for host in [
            "",
            "a b",
            "user@host",
            "host/path",
            "host:port",
            "[::1",
            "a:99999",
        ] {
            assert_eq!(read(&[("x-forwarded-host", host)]).host, None, "{host}");
        }
        let long = format!("/{}", "x".repeat(PREFIX_LONGEST));
        for prefix in [
            "//evil.example",
            "registry",
            "/a/../b",
            "/a//b",
            "/a?b",
            "/a b",
            "/",
            "/%2e%2e",
            &long,
        ] {
            assert_eq!(
                read(&[("x-forwarded-prefix", prefix)]).prefix,
                None,
                "{prefix}"
            );
        }
    }
}
