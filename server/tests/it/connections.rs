//! Connections, by real sockets: none is waited for without end, and none keeps others out.

use std::{
    io::ErrorKind,
    net::{IpAddr, SocketAddr},
    time::{Duration, Instant},
};

use testkit::{TestDb, noise};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{sleep, timeout},
};

use crate::helpers::TestApp;

/// The time that these tests allow for what the server allows 30 or 60 s.
const SHORT: Duration = Duration::from_millis(300);
/// Long enough for a busy machine, and far less than the server's own times.
const SOON: Duration = Duration::from_secs(10);

const PREFACE: &str = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

async fn short() -> TestApp {
    TestApp::with_config(TestDb::sqlite().await, &[], |config| {
        config.bounds.head = SHORT;
        config.bounds.body = SHORT;
        config.bounds.unread = SHORT;
    })
    .await
}

/// Everything that the server says until it ends the connection, which it has to do soon.
async fn until_end(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    match timeout(SOON, stream.read_to_end(&mut said)).await {
        Err(tokio::time::error::Elapsed { .. }) => {
            panic!("still open: {}", String::from_utf8_lossy(&said))
        }
        Ok(Err(error)) if error.kind() != ErrorKind::ConnectionReset => panic!("{error}"),
        Ok(_) => String::from_utf8_lossy(&said).into_owned(),
    }
}

/// Sends bytes on a new connection, and reads until it ends.
async fn said_to(address: SocketAddr, bytes: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(bytes.as_bytes()).await.expect("sent");
    until_end(&mut stream).await
}

/// The first line of an answer.
async fn status(stream: &mut TcpStream) -> String {
    let mut said = [0; 256];
    let read = timeout(SOON, stream.read(&mut said)).await;
    let read = read.expect("an answer").unwrap_or_default();
    let text = String::from_utf8_lossy(&said[..read]).into_owned();
    text.lines().next().unwrap_or_default().to_owned()
}

fn body_that_stops(method: &str, path: &str, more: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: vitrine.test\r\nAccept: application/json\r\nContent-Length: 100\r\n{more}\r\n{{"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_makes_the_server_wait_is_ended() {
    let app = short().await;
    let address = app.over_tcp().await;
    let alice = app.user("alice").await;
    let image = alice.image("debian").await;
    let token = format!("X-Auth-Token: {}\r\n", alice.value("x-auth-token"));
    let patch = format!("{token}Content-Type: application/openstack-images-v2.1-json-patch\r\n");
    let settings = format!("{PREFACE}\0\0\0\u{4}\0\0\0\0\0");
    let cases = [
        ("nothing", String::new(), ""),
        ("the first letter", "P".into(), ""),
        ("the line of HTTP/2", PREFACE[..16].into(), ""),
        ("the preface of HTTP/2", PREFACE.into(), ""),
        ("HTTP/2 that is idle", settings, ""),
        (
            "half a head",
            "GET / HTTP/1.1\r\nHost: vitrine.test\r\n".into(),
            "",
        ),
        (
            "nothing after an answer",
            "GET /healthz HTTP/1.1\r\nHost: vitrine.test\r\n\r\n".into(),
            "HTTP/1.1 200",
        ),
        (
            "a token's body",
            body_that_stops(
                "POST",
                "/identity/v3/auth/tokens",
                "Content-Type: application/json\r\n",
            ),
            "HTTP/1.1 408",
        ),
        (
            "a form",
            body_that_stops(
                "POST",
                "/fn/sign_in",
                "Content-Type: application/x-www-form-urlencoded\r\n",
            ),
            "HTTP/1.1 408",
        ),
        (
            "a patch",
            body_that_stops("PATCH", &format!("/image/v2/images/{image}"), &patch),
            "HTTP/1.1 408",
        ),
    ];
    for (what, bytes, answer) in cases {
        let said = said_to(address, &bytes).await;
        assert!(said.starts_with(answer), "{what}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_arrives_slowly_is_ended_too() {
    let app = short().await;
    let mut stream = TcpStream::connect(app.over_tcp().await)
        .await
        .expect("a connection");
    let begin = Instant::now();
    stream.write_all(b"GET / HTTP/1.1\r\n").await.expect("sent");
    while stream.write_all(b"x-y: z\r\n").await.is_ok() {
        assert!(begin.elapsed() < SOON, "still taken");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_nobody_reads_is_ended() {
    let app = short().await;
    let address = app.over_tcp().await;
    let alice = app.user("alice").await;
    let data = noise(24 << 20);
    let image = alice.active("debian", &data).await;
    let request = format!(
        "GET /image/v2/images/{image}/file HTTP/1.1\r\nHost: vitrine.test\r\nX-Auth-Token: {}\r\n\r\n",
        alice.value("x-auth-token")
    );
    let socket = TcpSocket::new_v4().expect("a socket");
    socket
        .set_recv_buffer_size(16 << 10)
        .expect("a small buffer");
    let mut stream = socket.connect(address).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("sent");
    sleep(10 * SHORT).await;
    let mut got = Vec::new();
    let ended = timeout(SOON, stream.read_to_end(&mut got)).await;
    assert!(ended.is_ok(), "the connection is still there");
    assert!(
        got.len() < data.len(),
        "{} bytes were sent to nobody",
        got.len()
    );
}

async fn from(local: &str, server: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    let local: IpAddr = local.parse().expect("an address");
    socket
        .bind((local, 0).into())
        .expect("an address of this machine");
    socket.connect(server).await.expect("a connection")
}

const PROBE: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: vitrine.test\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn silent_connections_of_one_address_keep_nobody_else_out() {
    let variables = [("VITRINE_MAX_CONNECTIONS", "4")];
    let app = TestApp::with(TestDb::sqlite().await, &variables).await;
    let address = app.over_tcp().await;
    let mut silent = Vec::new();
    for _ in 0..8 {
        silent.push(from("127.0.0.1", address).await);
    }
    // Those that were accepted say nothing; the others are told why not.
    for stream in &mut silent[2..] {
        assert_eq!(status(stream).await, "HTTP/1.1 429 Too Many Requests");
    }
    let mut honest = from("127.0.0.2", address).await;
    honest.write_all(PROBE).await.expect("sent");
    assert_eq!(status(&mut honest).await, "HTTP/1.1 200 OK");
    let _second = from("127.0.0.2", address).await;
    let mut fifth = from("127.0.0.3", address).await;
    assert_eq!(status(&mut fifth).await, "HTTP/1.1 503 Service Unavailable");
    drop(silent);
    let begin = Instant::now();
    loop {
        let mut again = from("127.0.0.3", address).await;
        again.write_all(PROBE).await.expect("sent");
        if status(&mut again).await == "HTTP/1.1 200 OK" {
            break;
        }
        assert!(begin.elapsed() < SOON, "ended connections still count");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_of_a_trusted_proxy_are_not_one_client() {
    let variables = [
        ("VITRINE_MAX_CONNECTIONS", "8"),
        ("VITRINE_MAX_CONNECTIONS_PER_ADDRESS", "1"),
        ("VITRINE_TRUSTED_PROXIES", "127.0.0.1"),
    ];
    let app = TestApp::with(TestDb::sqlite().await, &variables).await;
    let address = app.over_tcp().await;
    let mut held = Vec::new();
    for _ in 0..4 {
        let mut stream = from("127.0.0.1", address).await;
        stream.write_all(PROBE).await.expect("sent");
        assert_eq!(status(&mut stream).await, "HTTP/1.1 200 OK");
        held.push(stream);
    }
    let _first = from("127.0.0.2", address).await;
    assert_eq!(
        status(&mut from("127.0.0.2", address).await).await,
        "HTTP/1.1 429 Too Many Requests"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_can_be_read_in_two_ways_is_refused_and_its_connection_closed() {
    let app = short().await;
    let address = app.over_tcp().await;
    let alice = app.user("alice").await;
    let image = alice.image("debian").await;
    let put = format!(
        "PUT /image/v2/images/{image}/file HTTP/1.1\r\nHost: vitrine.test\r\nX-Auth-Token: {}\r\nContent-Type: application/octet-stream\r\n",
        alice.value("x-auth-token")
    );
    let chunks = "4\r\nabcd\r\n0\r\n\r\n";
    for bytes in [
        format!("{put}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"),
        format!("{put}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n{chunks}"),
        "GET /healthz HTTP/1.1\nHost: vitrine.test\n\n".to_owned(),
        "GET /healthz HTTP/1.1\r\nHost: vitrine.test\nX: y\r\n\r\n".to_owned(),
        "GET /healthz HTTP/1.1\r\n\r\n".to_owned(),
        "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n".to_owned(),
        "GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n".to_owned(),
        "GET /healthz HTTP/1.1\r\nHost: user@a\r\n\r\n".to_owned(),
        "GET /healthz HTTP/1.1\r\nHost:\r\n\r\n".to_owned(),
        "GET http://real:80@evil/healthz HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(),
        "GET http://a:99999/healthz HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(),
        format!("{put}Transfer-Encoding: gzip, chunked\r\n\r\n{chunks}"),
    ] {
        let said = said_to(address, &bytes).await;
        assert!(said.starts_with("HTTP/1.1 400"), "{bytes}: {said}");
    }
    for chunks in [
        "4\nabcd\r\n0\r\n\r\n",
        "4;x\nabcd\r\n0\r\n\r\n",
        "4\r\nabcd\r\n0\r\nA: b\n\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n",
    ] {
        let bytes = format!("{put}Transfer-Encoding: chunked\r\n\r\n{chunks}");
        let said = said_to(address, &bytes).await;
        let answers = said.matches("HTTP/1.1 ").count();
        assert!(
            answers <= 1 && !said.contains("HTTP/1.1 2"),
            "{chunks}: {said}"
        );
    }
    let said = said_to(
        address,
        "CONNECT example.org:80 HTTP/1.1\r\nHost: example.org:80\r\n\r\n",
    )
    .await;
    assert!(said.starts_with("HTTP/1.1 405"), "{said}");
    let said = said_to(address, "OPTIONS * HTTP/1.1\r\nHost: vitrine.test\r\n\r\n").await;
    assert!(!said.starts_with("HTTP/1.1 5"), "{said}");
    let said = said_to(
        address,
        &format!("{put}Transfer-Encoding: chunked\r\n\r\n{chunks}"),
    )
    .await;
    assert!(
        said.starts_with("HTTP/1.1 204"),
        "what is clear is taken: {said}"
    );
    let said = said_to(
        address,
        "GET http://vitrine.test/healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    )
    .await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn large_answers_that_nobody_reads_are_few_for_one_address() {
    let app = TestApp::new(TestDb::sqlite().await).await;
    let alice = app.user("alice").await;
    let value = "v".repeat(65_500);
    for name in 0..4 {
        let new =
            serde_json::json!({ "name": format!("{name}"), "a": value, "b": value, "c": value });
        let made = alice.post_json("/image/v2/images", &new).await;
        assert_eq!(made.status, 201, "{}", made.text());
    }
    let address = app.over_tcp().await;
    let token = alice.value("x-auth-token");
    let ask = async |method: &str, path: &str, from: &str| {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket
            .set_recv_buffer_size(16 << 10)
            .expect("a small buffer");
        let local: IpAddr = from.parse().expect("an address");
        socket.bind((local, 0).into()).expect("is bound");
        let mut stream = socket.connect(address).await.expect("a connection");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: vitrine.test\r\nX-Auth-Token: {token}\r\nContent-Length: 0\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.expect("sent");
        (status(&mut stream).await, stream)
    };
    let list = "/image/v2/images";
    let mut unread = Vec::new();
    for _ in 0..64 {
        let (status, stream) = ask("GET", list, "127.0.0.1").await;
        assert_eq!(status, "HTTP/1.1 200 OK");
        unread.push(stream);
    }
    let (refused, _) = ask("GET", list, "127.0.0.1").await;
    assert_eq!(refused, "HTTP/1.1 503 Service Unavailable");
    assert_eq!(
        ask("GET", "/image/v2/images?limit=0", "127.0.0.1").await.0,
        "HTTP/1.1 200 OK",
        "small answers"
    );
    assert_eq!(ask("GET", list, "127.0.0.2").await.0, "HTTP/1.1 200 OK");
    drop(unread.pop());
    let began = Instant::now();
    while ask("GET", list, "127.0.0.1").await.0 != "HTTP/1.1 200 OK" {
        assert!(began.elapsed() < SOON, "its place is free again");
    }
}
