use super::*;

fn why_not(uri: &str) -> Option<&'static str> {
    match Allow::default().check(uri) {
        Ok(_) => None,
        Err(Error::Refused { why, .. }) => Some(why),
        Err(other) => panic!("{uri}: {other}"),
    }
}

#[test]
fn the_open_internet_may_be_asked() {
    for uri in [
        "http://example.org/image.qcow2",
        "https://example.org/image.qcow2?signature=a%2Fb",
        "HTTPS://Example.ORG:443/x",
        "http://8.8.8.8/x",
        "http://8.8.8.8:80",
        "https://[2606:4700::1111]/x",
    ] {
        assert_eq!(why_not(uri), None, "{uri}");
    }
}

/// The hostile addresses that other systems have fallen for.
#[test]
fn no_disguise_helps() {
    for uri in [
        // Other schemes.
        "file:///etc/passwd",
        "ftp://example.org/x",
        "gopher://example.org/x",
        "data:text/plain,x",
        "javascript:x",
        "x",
        "",
        // Other ports.
        "http://example.org:22/x",
        "http://example.org:8080/x",
        "https://example.org:6443/x",
        "http://example.org:0/x",
        // Inside, as it is.
        "http://127.0.0.1/x",
        "http://localhost/x",
        "http://localhost./x",
        "http://LOCALHOST/x",
        "http://a.localhost/x",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/x",
        "http://192.168.0.1/x",
        "http://172.16.0.1/x",
        "http://100.64.0.1/x",
        "http://0.0.0.0/x",
        "http://0/x",
        "http://[::1]/x",
        "http://[::]/x",
        "http://[fe80::1]/x",
        "http://[fd00::1]/x",
        "http://metadata.google.internal/x",
        "http://db/x",
        "http://printer.local/x",
        // Inside, as a number.
        "http://2130706433/x",
        "http://0x7f000001/x",
        "http://0x7f.0x0.0x0.0x1/x",
        "http://0177.0.0.1/x",
        "http://017700000001/x",
        "http://127.1/x",
        "http://127.0.1/x",
        "http://127.0.0.1./x",
        "http://2852039166/x",
        "http://0xa9fea9fe/x",
        "http://0251.0376.0251.0376/x",
        "http://169.254.43518/x",
        // Outside, as a number: who writes it like that has a reason.
        "http://134744072/x",
        "http://0x08080808/x",
        "http://010.010.010.010/x",
        "http://8.8.2056/x",
        // Inside, within another address.
        "http://[::ffff:127.0.0.1]/x",
        "http://[::ffff:7f00:1]/x",
        "http://[::127.0.0.1]/x",
        "http://[64:ff9b::7f00:1]/x",
        "http://[2002:7f00:1::]/x",
        "http://[::ffff:8.8.8.8]/x",
        "http://[0:0:0:0:0:ffff:127.0.0.1]/x",
        // In other letters.
        "http://①②⑦.⓪.⓪.①/x",
        "http://127。0。0。1/x",
        "http://%6c%6f%63alhost/x",
        "http://127.0.0.%31/x",
        "http://ⓛocalhost/x",
        // Behind somebody's name.
        "http://example.org@127.0.0.1/x",
        "http://user:password@example.org/x",
        "http://@example.org/x",
        "http://example.org#@127.0.0.1/x@",
        "http://example.org:80@127.0.0.1/x",
        "http://example.org\\@127.0.0.1/x",
        "http:\\\\127.0.0.1/x",
        // Between the readers.
        "http://example.org /x",
        "http://exam\tple.org/x",
        "http://example.org/x\r\nHost: 127.0.0.1",
        "http:/127.0.0.1/x",
        "http:127.0.0.1/x",
        "http:///127.0.0.1/x",
        "//127.0.0.1/x",
        "http://example.org\0/x",
    ] {
        let harmless = uri == "http://example.org#@127.0.0.1/x@";
        assert_eq!(why_not(uri).is_some(), !harmless, "{uri:?}");
    }
}

#[test]
fn what_the_operator_names_is_exempt_and_nothing_beside_it() {
    let allow: Allow = "127.0.0.1:18099, mirror.local:8080".parse().expect("pairs");
    for uri in [
        "http://127.0.0.1:18099/tiny.raw",
        "http://mirror.local:8080/x",
    ] {
        assert!(allow.check(uri).is_ok(), "{uri}");
    }
    for uri in [
        "http://127.0.0.1/x",
        "http://127.0.0.1:18098/x",
        "http://2130706433:18099/x",
        "http://0x7f000001:18099/x",
        "http://127.1:18099/x",
        "http://a@127.0.0.1:18099/x",
        "http://mirror.local/x",
        "ftp://127.0.0.1:18099/x",
        "http://[::ffff:127.0.0.1]:18099/x",
    ] {
        assert!(allow.check(uri).is_err(), "{uri}");
    }
    let url = |uri: &str| Url::parse(uri).expect("an address");
    assert!(allow.admits(&url("http://mirror.local:8080/x"), [10, 0, 0, 1].into()));
    assert!(!allow.admits(&url("http://example.org/x"), [10, 0, 0, 1].into()));
    // Whoever holds the zone of a name that was let through cannot lead it to the keys of this machine.
    for of_cloud in [
        "169.254.169.254",
        "168.63.129.16",
        "100.100.100.200",
        "::ffff:169.254.169.254",
        "fd00:ec2::254",
        "fe80::1",
    ] {
        let address = of_cloud.parse().expect("an address");
        assert!(
            !allow.admits(&url("http://mirror.local:8080/x"), address),
            "{of_cloud}"
        );
    }
}

#[test]
fn what_the_operator_denies_is_not_asked_whatever_is_named() {
    let allow: Allow = "10.0.0.1:80, mirror.local:8080".parse().expect("pairs");
    let denied = ["10.0.0.0/8", "8.8.8.0/24"].map(|network| network.parse().expect("a network"));
    let allow = allow.without(denied.to_vec());
    for uri in ["http://10.0.0.1/x", "http://8.8.8.8/x"] {
        assert!(allow.check(uri).is_err(), "{uri}");
    }
    let url = Url::parse("http://mirror.local:8080/x").expect("an address");
    for (address, admitted) in [
        ("10.0.0.1", false),
        ("8.8.8.8", false),
        ("172.16.0.1", true),
    ] {
        assert_eq!(
            allow.admits(&url, address.parse().expect(address)),
            admitted,
            "{address}"
        );
    }
}

#[test]
fn a_pair_that_is_none_is_named() {
    for text in ["localhost", "127.0.0.1:x", ":80", "a:70000"] {
        let error = Allow::from_str(text).expect_err(text).to_string();
        assert!(error.contains(text), "{error}");
    }
}
