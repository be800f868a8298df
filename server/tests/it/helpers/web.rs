use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    body::Body,
    extract::{Query, State},
    response::IntoResponse,
    routing::get,
};
use bytes::Bytes;
use futures::{StreamExt, stream};
use http::{StatusCode, header};
use testkit::noise;
use tokio::net::TcpListener;

#[derive(Clone, Default)]
pub struct Hits(pub Arc<AtomicUsize>);

/// Somebody else's server, and how often it was asked.
pub async fn web() -> (SocketAddr, Hits) {
    let hits = Hits::default();
    let router = Router::new()
        .route("/tiny.raw", get(|| async { noise(1 << 20) }))
        .route(
            "/streamed.raw",
            get(|| async { Body::from_stream(pieces(&noise(1 << 20))) }),
        )
        .route("/overlay.qcow2", get(|| async { overlay() }))
        .route("/broken.raw", get(|| async { Body::from_stream(broken()) }))
        .route(
            "/endless.raw",
            get(|| async {
                Body::from_stream(stream::repeat_with(|| {
                    Ok::<_, Infallible>(Bytes::from(vec![7; 1 << 16]))
                }))
            }),
        )
        .route(
            "/encoded.raw",
            get(|| async { ([(header::CONTENT_ENCODING, "gzip")], "x") }),
        )
        .route("/stalls-once.raw", get(stalls_once))
        .route(
            "/to",
            get(|Query(to): Query<Vec<(String, String)>>| async move {
                let to = to.into_iter().next().unwrap_or_default().1;
                (StatusCode::FOUND, [(header::LOCATION, to)])
            }),
        )
        .layer(axum::middleware::from_fn_with_state(hits.clone(), count))
        .with_state(hits.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, hits)
}

async fn count(
    State(Hits(hits)): State<Hits>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> impl IntoResponse {
    hits.fetch_add(1, Ordering::SeqCst);
    next.run(request).await
}

async fn stalls_once(State(Hits(hits)): State<Hits>) -> Body {
    let whole = noise(1 << 20);
    if hits.load(Ordering::SeqCst) > 1 {
        return Body::from(whole);
    }
    Body::from_stream(pieces(&whole[..1 << 16]).chain(stream::pending()))
}

fn pieces(data: &[u8]) -> impl futures::Stream<Item = Result<Bytes, Infallible>> + Send + use<> {
    let pieces: Vec<Bytes> = data.chunks(10_000).map(Bytes::copy_from_slice).collect();
    stream::iter(pieces.into_iter().map(Ok))
}

/// Begins well, and breaks off once that has arrived.
fn broken() -> impl futures::Stream<Item = std::io::Result<Bytes>> + Send {
    let breaks = stream::once(async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        Err(std::io::Error::other("gone"))
    });
    stream::iter([Ok(Bytes::from(noise(100_000)))]).chain(breaks)
}

/// A qcow2 whose header names a backing file.
pub fn overlay() -> Vec<u8> {
    let mut disk = vec![0; 1 << 16];
    disk[..8].copy_from_slice(b"QFI\xfb\0\0\0\x02");
    disk[8..20].copy_from_slice(&[0, 0, 0, 0, 0, 0, 0, 72, 0, 0, 0, 11]);
    disk[20..24].copy_from_slice(&16_u32.to_be_bytes());
    disk[24..32].copy_from_slice(&(1_u64 << 30).to_be_bytes());
    disk[72..83].copy_from_slice(b"/etc/passwd");
    disk
}
