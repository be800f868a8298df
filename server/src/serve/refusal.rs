use std::time::Duration;

use http::StatusCode;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::connections::{ConnectionRefusal, Connections};

/// The longest that a refused connection is held.
const HELD: Duration = Duration::from_secs(1);
/// Bytes of its request that are read so that the answer is not lost with a reset.
const READ: usize = 16 << 10;

/// Tells a connection why it is refused, and ends it. Where too many are being told already, it is only ended.
pub fn refuse(stream: TcpStream, refused: ConnectionRefusal, connections: &Connections) {
    let Some(permit) = connections.refusal() else {
        return;
    };
    if connections.should_warn() {
        warn(refused, connections);
    }
    let (status, message) = match refused {
        ConnectionRefusal::Full => (
            StatusCode::SERVICE_UNAVAILABLE,
            format!(
                "All {} connections of this server are taken. Try again in some seconds.",
                connections.most()
            ),
        ),
        ConnectionRefusal::Address(_) => (
            StatusCode::TOO_MANY_REQUESTS,
            format!(
                "Your address has {} connections to this server, the most that it may have. End some, or try again in some seconds.",
                connections.most_of_one()
            ),
        ),
    };
    tokio::spawn(async move {
        // Whoever does not take the answer goes without.
        let _ = timeout(HELD, tell(stream, &answer(status, &message))).await;
        drop(permit);
    });
}

fn warn(refused: ConnectionRefusal, connections: &Connections) {
    match refused {
        ConnectionRefusal::Full => tracing::warn!(
            max_connections = connections.most(),
            "connections are refused: there are as many as there may be"
        ),
        ConnectionRefusal::Address(address) => tracing::warn!(
            %address,
            max_connections_per_address = connections.most_of_one(),
            "connections are refused: this address has as many as it may; if it is a proxy, name it in trusted_proxies"
        ),
    }
}

async fn tell(mut stream: TcpStream, answer: &str) -> std::io::Result<()> {
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await?;
    // Closing a socket with unread bytes resets it, and the answer with it.
    let mut request = (&mut stream).take(READ as u64);
    tokio::io::copy(&mut request, &mut tokio::io::sink()).await?;
    Ok(())
}

fn answer(status: StatusCode, message: &str) -> String {
    let title = status.canonical_reason().unwrap_or_default();
    let code = format!("{} {title}", status.as_u16());
    let body = json!({ "message": message, "code": code, "title": title }).to_string();
    format!(
        "HTTP/1.1 {code}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nretry-after: 5\r\n\
         cache-control: no-store\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
