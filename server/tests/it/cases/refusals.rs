//! Any refusal is clean: 4xx with a sentence, the image queued as if nothing had come, no bytes kept, the quota as
//! before, and the same image takes good data afterwards. Whatever is wrong, whichever way it comes.

use axum::body::Body;
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures::stream;
use model::ImageId;
use serde_json::{Value, json};
use testkit::both_databases;

use crate::helpers::{Answer, Client, TestApp, files, overlay};

/// As [`QUOTAS`] say.
const CAP: usize = 3 << 20;

/// A way for data to come to an image.
#[derive(Clone, Copy, Debug)]
enum UploadRoute {
    Put,
    Chunked,
    Stage,
    ChunkedStage,
    Tus,
    DeferredTus,
}

use UploadRoute::{Chunked, ChunkedStage, DeferredTus, Put, Stage, Tus};

const ALL: [UploadRoute; 6] = [Put, Chunked, Stage, ChunkedStage, Tus, DeferredTus];

/// What is wrong with the data, and what it is answered with.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// It needs a file of whoever opens it.
    Hostile,
    /// It is more than the project may have.
    OverQuota,
    /// It is more than an image may have.
    OverCap,
}

use Fault::{Hostile, OverCap, OverQuota};

impl Fault {
    fn data(self) -> Vec<u8> {
        match self {
            Hostile => overlay(),
            OverQuota => vec![1; (1 << 20) + 1],
            OverCap => vec![1; CAP + 1],
        }
    }

    fn status(self) -> u16 {
        match self {
            Hostile => 415,
            OverQuota | OverCap => 413,
        }
    }
}

/// Sends `data` to `image`. Of several requests it tells the first that was refused.
async fn send(who: &Client, image: ImageId, entrance: UploadRoute, data: &[u8]) -> Answer {
    let pieces: Vec<_> = data.chunks(50_000).map(Bytes::copy_from_slice).collect();
    let stream = Body::from_stream(stream::iter(
        pieces.into_iter().map(Ok::<_, std::io::Error>),
    ));
    let octets = who
        .clone()
        .header("content-type", "application/octet-stream");
    let announced = octets
        .clone()
        .header("content-length", &data.len().to_string());
    let (file, stage) = (
        format!("/image/v2/images/{image}/file"),
        format!("/image/v2/images/{image}/stage"),
    );
    match entrance {
        Put => announced.send("PUT", &file, stream).await,
        Chunked => octets.send("PUT", &file, stream).await,
        Stage => announced.send("PUT", &stage, stream).await,
        ChunkedStage => octets.send("PUT", &stage, stream).await,
        Tus | DeferredTus => {
            let tus = who.clone().header("tus-resumable", "1.0.0");
            let begin = tus.clone().header(
                "upload-metadata",
                &format!("image_id {}", STANDARD.encode(image.to_string())),
            );
            let length = data.len().to_string();
            let begin = if matches!(entrance, Tus) {
                begin.header("upload-length", &length)
            } else {
                begin.header("upload-defer-length", "1")
            };
            let began = begin.send("POST", "/uploads", Body::empty()).await;
            if began.status != 201 {
                return began;
            }
            let (_, id) = began.header("location").rsplit_once('/').expect("a place");
            let patch = tus
                .header("upload-offset", "0")
                .header("content-type", "application/offset+octet-stream");
            // A length that is too large is refused before a byte is read, and can be corrected.
            let says = matches!(entrance, DeferredTus) && data.len() <= CAP;
            let patch = if says {
                patch.header("upload-length", &length)
            } else {
                patch
            };
            patch.send("PATCH", &format!("/uploads/{id}"), stream).await
        }
    }
}

async fn usage(who: &Client) -> Value {
    who.get("/image/v2/info/usage").await.json()["usage"].clone()
}

/// A new image that should hold a disk of that format.
async fn image(who: &Client, format: &str) -> ImageId {
    let new = json!({ "name": "case", "disk_format": format, "container_format": "bare" });
    let made = who.post_json("/image/v2/images", &new).await.json();
    made["id"].as_str().expect("an id").parse().expect("a UUID")
}

const QUOTAS: &str = "[quota]\nimage_size_total = 1\nimage_stage_total = 1\nimage_count_uploading = 1\nimage_size_cap = 3145728";

both_databases! {
    async fn whatever_is_refused_leaves_the_image_as_it_was(db: TestDb) {
        let app = TestApp::with_file(db, QUOTAS).await;
        let alice = app.user("alice").await;
        for entrance in ALL {
            for fault in [Hostile, OverQuota, OverCap] {
                let what = format!("{fault:?} by {entrance:?}");
                let format = if matches!(fault, Hostile) { "qcow2" } else { "raw" };
                let image = image(&alice, format).await;
                let path = format!("/image/v2/images/{image}");
                let (before, shown) = (usage(&alice).await, alice.get(&path).await.json());
                let refused = send(&alice, image, entrance, &fault.data()).await;
                assert_eq!(refused.status.as_u16(), fault.status(), "{what}: {}", refused.text());
                assert!(refused.message().split(' ').count() > 5, "{what}: {}", refused.message());
                let mut after = alice.get(&path).await.json();
                for field in ["size", "virtual_size", "checksum", "os_hash_value", "os_hash_algo"] {
                    assert_eq!(after[field], Value::Null, "{what}: {field}");
                }
                assert_eq!(after["status"], "queued", "{what}");
                after["updated_at"] = shown["updated_at"].clone();
                assert_eq!(after, shown, "{what}");
                assert_eq!(usage(&alice).await, before, "{what}");
                app.registry.system().reclaim_due().await.expect("bytes are removed");
                assert_eq!(files(&app.db), Vec::<std::path::PathBuf>::new(), "{what}");
                // A word that no disk begins with is a raw one; whoever declared another format says so now.
                let patch = alice.clone().header("content-type", "application/openstack-images-v2.1-json-patch");
                let raw = json!([{ "op": "replace", "path": "/disk_format", "value": "raw" }]);
                assert_eq!(patch.send("PATCH", &path, raw.to_string()).await.status, 200, "{what}");
                let again = send(&alice, image, entrance, b"some good data").await;
                assert_eq!(again.status, 204, "{what}: {}", again.text());
                assert_eq!(alice.delete(&path).await.status, 204);
            }
        }
    }

    async fn a_refused_form_leaves_no_image(db: TestDb) {
        let app = TestApp::with_file(db, QUOTAS).await;
        let alice = app.user("alice").await;
        let page = alice.clone().header("accept", "text/html").header("sec-fetch-site", "same-origin");
        let before = usage(&alice).await;
        for fault in [Hostile, OverQuota, OverCap] {
            let mut form = b"--x\r\ncontent-disposition: form-data; name=\"name\"\r\n\r\ncase\r\n--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"case\"\r\n\r\n".to_vec();
            form.extend(fault.data());
            form.extend(b"\r\n--x--\r\n");
            let form_of = page.clone().header("content-type", "multipart/form-data; boundary=x");
            let refused = form_of.send("POST", "/fn/upload_image", Body::from(form)).await;
            assert!(refused.status.is_client_error() || refused.status.is_redirection(), "{fault:?}: {}", refused.status);
            assert_eq!(alice.get("/image/v2/images").await.json()["images"], json!([]), "{fault:?}");
            assert_eq!(usage(&alice).await, before, "{fault:?}");
            app.registry.system().reclaim_due().await.expect("bytes are removed");
            assert_eq!(files(&app.db), Vec::<std::path::PathBuf>::new(), "{fault:?}");
        }
    }
}
