//! The fetcher against a server of its own, and names that resolve to what they should not.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::*;

/// A server that gives every caller this answer, and its port.
async fn server(answer: String) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut caller, _)) = listener.accept().await {
            let mut head = [0; 4096];
            let _ = caller.read(&mut head).await;
            let _ = caller.write_all(answer.as_bytes()).await;
        }
    });
    port
}

fn fetcher(allow: &str, names: &[(&str, &[&str])]) -> Fetcher {
    let names = names.iter().map(|(name, addresses)| {
        let addresses = addresses
            .iter()
            .map(|address| address.parse().expect("an address"));
        ((*name).to_owned(), addresses.collect::<Vec<IpAddr>>())
    });
    Fetcher {
        allow: allow.parse().expect("pairs"),
        names: names.collect::<BTreeMap<_, _>>(),
    }
}

async fn text(fetched: Download) -> String {
    let pieces: Vec<Bytes> = fetched.body.try_collect().await.expect("comes whole");
    String::from_utf8(pieces.concat()).expect("a text")
}

async fn why_not(fetcher: &Fetcher, uri: &str) -> String {
    match fetcher.fetch(uri).await {
        Ok(_) => panic!("{uri} was fetched"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn a_name_is_asked_at_the_address_that_was_looked_at() {
    let port = server("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndata".to_owned()).await;
    let host = format!("mirror.example:{port}");
    // No resolver knows this name: only what was looked up once can have been connected to.
    let fetcher = fetcher(&host, &[("mirror.example", &["127.0.0.1"])]);
    let answer = fetcher
        .fetch(&format!("http://{host}/x"))
        .await
        .expect("is fetched");
    assert_eq!(answer.length, Some(4));
    assert_eq!(text(answer).await, "data");
}

#[tokio::test]
async fn a_name_that_resolves_to_the_internal_network_is_refused() {
    for inside in [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "::1",
        "::ffff:127.0.0.1",
        "fd00::1",
    ] {
        // One good address among them does not help: the next answer might be the other one.
        let fetcher = fetcher("", &[("rebinding.example", &["8.8.8.8", inside])]);
        let why = why_not(&fetcher, "http://rebinding.example/x").await;
        assert_eq!(
            why, "`rebinding.example` does not resolve to an allowed address",
            "{inside}"
        );
    }
}

#[tokio::test]
async fn who_is_sent_on_is_looked_at_again() {
    for to in [
        "http://127.0.0.1/x",
        "http://169.254.169.254/x",
        "file:///etc/passwd",
        "http://2130706433/x",
        "http://134744072/x",
        "//127.0.0.1/x",
        "http://example.org:22/x",
        "http://a@example.org/x",
        "http://rebinding.example/x",
    ] {
        let port = server(format!(
            "HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n"
        ))
        .await;
        let fetcher = fetcher(
            &format!("127.0.0.1:{port}"),
            &[("rebinding.example", &["127.0.0.1"])],
        );
        let why = why_not(&fetcher, &format!("http://127.0.0.1:{port}/x")).await;
        let is_refused = why.contains("is not allowed")
            || why.contains("does not resolve to an allowed address");
        assert!(is_refused, "{to}: {why}");
    }
}

#[tokio::test]
async fn redirects_are_limited() {
    let port =
        server("HTTP/1.1 302 Found\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n".to_owned())
            .await;
    let fetcher = fetcher(&format!("127.0.0.1:{port}"), &[]);
    let why = why_not(&fetcher, &format!("http://127.0.0.1:{port}/x")).await;
    assert_eq!(why, "`127.0.0.1` redirects too many times");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_told_from_a_whole_one() {
    let port = server(
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\nconnection: close\r\n\r\ndata".to_owned(),
    )
    .await;
    // The caller hangs up after four bytes: the server above drops the connection.
    let fetcher = fetcher(&format!("127.0.0.1:{port}"), &[]);
    let answer = fetcher
        .fetch(&format!("http://127.0.0.1:{port}/x"))
        .await
        .expect("begins");
    let pieces: Vec<io::Result<Bytes>> = answer.body.collect().await;
    let last = pieces
        .last()
        .expect("something")
        .as_ref()
        .expect_err("breaks off");
    assert_eq!(last.to_string(), "the other side broke off");
}

#[test]
fn an_address_of_this_machine_is_known_as_such() {
    for (address, own) in [
        ("127.0.0.1", true),
        ("192.0.2.1", false),
        ("8.8.8.8", false),
    ] {
        assert_eq!(is_own(address.parse().expect(address)), own, "{address}");
    }
}
