//! tus, as its clients really speak it.

use std::time::Duration;

use axum::body::Body;
use base64::{Engine, engine::general_purpose::STANDARD};
use testkit::both_databases;

use crate::helpers::{Answer, Client, TestApp, overlay};

const MEDIA: &str = "application/offset+octet-stream";

fn tus(client: &Client) -> Client {
    client.clone().header("tus-resumable", "1.0.0")
}

fn metadata(format: &str) -> String {
    [
        ("name", "case"),
        ("disk_format", format),
        ("container_format", "bare"),
    ]
    .map(|(key, value)| format!("{key} {}", STANDARD.encode(value)))
    .join(",")
}

/// Begins an upload and sends its first bytes with the same request.
async fn create(client: &Client, length: Option<usize>, format: &str, body: Vec<u8>) -> Answer {
    let client = tus(client)
        .header("content-type", MEDIA)
        .header("upload-metadata", &metadata(format));
    let client = match length {
        Some(length) => client.header("upload-length", &length.to_string()),
        None => client.header("upload-defer-length", "1"),
    };
    client.send("POST", "/uploads", Body::from(body)).await
}

fn place(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.text());
    let (_, id) = answer.header("location").rsplit_once('/').expect("a place");
    format!("/uploads/{id}")
}

async fn head(client: &Client, place: &str) -> Answer {
    tus(client).send("HEAD", place, Body::empty()).await
}

async fn patch(client: &Client, place: &str, offset: usize, data: &'static [u8]) -> Answer {
    let client = tus(client)
        .header("upload-offset", &offset.to_string())
        .header("content-length", &data.len().to_string())
        .header("content-type", MEDIA);
    client.send("PATCH", place, Body::from(data)).await
}

/// How many images the client sees, and how many its project is counted for.
async fn images(client: &Client) -> (usize, i64) {
    let list = client.get("/image/v2/images").await.json();
    let usage = client.get("/image/v2/info/usage").await.json();
    let counted = &usage["usage"]["image_count_total"]["usage"];
    (
        list["images"].as_array().expect("images").len(),
        counted.as_i64().expect("a count"),
    )
}

both_databases! {
    async fn an_upload_of_no_bytes_with_an_empty_first_chunk_is_done(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for checksum in [None, Some("sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=")] {
            let client = match checksum {
                Some(checksum) => alice.clone().header("upload-checksum", checksum),
                None => alice.clone(),
            };
            let began = create(&client, Some(0), "raw", Vec::new()).await;
            assert_eq!((began.status.as_u16(), began.header("upload-offset")), (201, "0"), "{}", began.text());
            let image = began.header("vitrine-image-id");
            assert_eq!(alice.get(&format!("/image/v2/images/{image}")).await.json()["status"], "active");
            // Some clients send what is left, which is nothing.
            let last = patch(&alice, &place(&began), 0, b"").await;
            assert_eq!((last.status.as_u16(), last.header("upload-offset")), (204, "0"), "{}", last.text());
        }
    }

    async fn nothing_is_left_of_a_refused_creation_with_upload(db: TestDb) {
        let app = TestApp::with_file(db, "[quota]\nimage_size_total = 1\nimage_count_total = 10").await;
        let alice = app.user("alice").await;
        let large = vec![1; (1 << 20) + 1];
        for (length, format, body, checksum, status) in [
            (Some(0), "raw", b"1".to_vec(), "", 413),
            (Some(3), "raw", b"1234".to_vec(), "", 413),
            (None, "raw", large, "", 413),
            (Some(1 << 16), "qcow2", overlay(), "", 415),
            (Some(4), "raw", b"1234".to_vec(), "crc32c AAAAAA==", 460),
            (Some(0), "raw", Vec::new(), "crc32c /////w==", 460),
        ] {
            let client = if checksum.is_empty() { alice.clone() } else { alice.clone().header("upload-checksum", checksum) };
            let refused = create(&client, length, format, body).await;
            assert_eq!(refused.status.as_u16(), status, "{length:?} {format}: {}", refused.text());
            assert_eq!(images(&alice).await, (0, 0), "{length:?} {format}");
        }
    }

    async fn an_upload_whose_image_was_deleted_is_gone(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let began = create(&alice, Some(4), "raw", b"data".to_vec()).await;
        let (place, image) = (place(&began), began.header("vitrine-image-id"));
        assert_eq!(head(&alice, &place).await.status, 200);
        assert_eq!(alice.delete(&format!("/image/v2/images/{image}")).await.status, 204);
        let gone = head(&alice, &place).await;
        assert_eq!((gone.status.as_u16(), gone.header("cache-control"), gone.header("upload-offset")), (410, "no-store", ""));
        assert_eq!(patch(&alice, &place, 4, b"").await.status, 410);
        let nowhere = head(&alice, &format!("/uploads/{}", model::UploadId::new())).await;
        assert_eq!((nowhere.status.as_u16(), nowhere.header("cache-control")), (404, "no-store"));
    }

    async fn what_clients_send_unasked_is_passed_over_and_a_key_comes_once(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let begin = async |more: &str| {
            let client = tus(&alice).header("upload-length", "4").header("upload-metadata", &format!("{},{more}", metadata("raw")));
            client.send("POST", "/uploads", Body::empty()).await
        };
        for more in ["relativePath bnVsbA==,type YXBwbGljYXRpb24vb2N0ZXQtc3RyZWFt", "colour !!!", "is_confidential"] {
            let began = begin(more).await;
            assert_eq!(began.status, 201, "{more}: {}", began.text());
            let again = head(&alice, &place(&began)).await;
            assert!(again.header("upload-metadata").ends_with(more), "it is told again as it was said");
        }
        for (more, key) in [("name eA==", "name"), ("type eA==,type eA==", "type")] {
            let refused = begin(more).await;
            assert_eq!((refused.status.as_u16(), refused.message()), (400, format!("upload-metadata holds `{key}` twice")));
        }
    }

    async fn an_upload_past_its_end_is_gone_before_the_sweep_comes(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let place = place(&create(&alice, Some(8), "raw", b"1234".to_vec()).await);
        let set = async |column: &str, at: Duration, future: bool| {
            let moment = if future { model::now() + at } else { model::now() - at };
            let mut sql = db::QueryBuilder::new(format!("update upload set {column} = "));
            sql.push_bind(moment);
            app.db.db.execute(sql.build()).await.expect("sets it");
        };
        set("expires_at", Duration::from_secs(1), false).await;
        set("lease_until", Duration::from_secs(60), true).await;
        assert_eq!(head(&alice, &place).await.status, 200, "somebody is at work on it");
        set("expires_at", Duration::from_secs(1), false).await;
        set("lease_until", Duration::from_secs(1), false).await;
        let gone = head(&alice, &place).await;
        assert_eq!((gone.status.as_u16(), gone.header("cache-control")), (410, "no-store"));
        let late = patch(&alice, &place, 4, b"5678").await;
        assert_eq!(late.status, 410);
        assert!(late.message().contains("has expired"), "{}", late.message());
    }
}
