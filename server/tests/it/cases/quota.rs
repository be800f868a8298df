//! Quotas near their limits.

use axum::body::Body;
use bytes::Bytes;
use futures::{future::join_all, stream};
use testkit::{both_databases, noise};

use crate::helpers::{Client, TestApp};

const MIB: usize = 1 << 20;

/// Sends data; only with `known` it says beforehand how much.
async fn send(client: Client, data: Bytes, known: bool) -> (u16, String) {
    let image = client.image("one of ten").await;
    let pieces: Vec<_> = data.chunks(64 << 10).map(Bytes::copy_from_slice).collect();
    let body = Body::from_stream(stream::iter(
        pieces.into_iter().map(Ok::<_, std::io::Error>),
    ));
    let mut client = client.header("content-type", "application/octet-stream");
    if known {
        client = client.header("content-length", &data.len().to_string());
    }
    let answer = client
        .send("PUT", &format!("/image/v2/images/{image}/file"), body)
        .await;
    (answer.status.as_u16(), answer.text())
}

both_databases! {
    async fn ten_of_4_mib_into_40_mib_all_fit_whatever_they_say_beforehand(db: TestDb) {
        let app = TestApp::with_file(db, "[quota]\nimage_size_total = 40").await;
        let alice = app.user("alice").await;
        let data = Bytes::from(noise(4 * MIB));
        let sends = (0..10).map(|index| tokio::spawn(send(alice.clone(), data.clone(), index % 3 == 0)));
        for outcome in join_all(sends).await {
            let (status, text) = outcome.expect("ends");
            assert_eq!(status, 204, "{text}");
        }
        let usage = alice.get("/image/v2/info/usage").await.json();
        assert_eq!(usage["usage"]["image_size_total"], serde_json::json!({ "usage": 40, "limit": 40 }));
    }

    async fn the_refusal_of_a_chunked_body_tells_true_numbers(db: TestDb) {
        let app = TestApp::with_file(db, "[quota]\nimage_size_total = 10").await;
        let alice = app.user("alice").await;
        alice.active("stored", &noise(8 * MIB)).await;
        let (status, text) = send(alice.clone(), noise(4 * MIB).into(), false).await;
        assert_eq!(status, 413);
        for part in ["image_size_total", "10 MiB", "8388608 bytes are used", "0 are reserved for other uploads"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
