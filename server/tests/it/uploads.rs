use axum::body::Body;
use base64::{Engine, engine::general_purpose::STANDARD};
use testkit::{both_databases, noise};

use crate::helpers::{Answer, Client, TestApp};

const MEDIA: &str = "application/offset+octet-stream";

fn tus(client: &Client) -> Client {
    client.clone().header("tus-resumable", "1.0.0")
}

fn metadata(pairs: &[(&str, &str)]) -> String {
    pairs
        .iter()
        .map(|(key, value)| format!("{key} {}", STANDARD.encode(value)))
        .collect::<Vec<_>>()
        .join(",")
}

async fn begin(client: &Client, length: usize, pairs: &[(&str, &str)]) -> Answer {
    let client = tus(client)
        .header("upload-length", &length.to_string())
        .header("upload-metadata", &metadata(pairs));
    client.send("POST", "/uploads", Body::empty()).await
}

async fn patch(client: &Client, place: &str, offset: usize, data: &[u8]) -> Answer {
    let client = tus(client)
        .header("upload-offset", &offset.to_string())
        .header("content-type", MEDIA);
    client.send("PATCH", place, Body::from(data.to_vec())).await
}

fn place(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer
        .header("location")
        .strip_prefix("http://vitrine.test")
        .expect("our host")
        .to_owned()
}

const RAW: [(&str, &str); 3] = [
    ("name", "chunks"),
    ("disk_format", "raw"),
    ("container_format", "bare"),
];

both_databases! {
    async fn chunks_become_an_active_image(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let data = noise(50_000);
        let began = begin(&alice, data.len(), &RAW).await;
        let (place, image) = (place(&began), began.header("vitrine-image-id").to_owned());
        assert_eq!(alice.get(&format!("/image/v2/images/{image}")).await.json()["status"], "queued");
        let first = patch(&alice, &place, 0, &data[..20_000]).await;
        assert_eq!((first.status.as_u16(), first.header("upload-offset")), (204, "20000"));
        assert_eq!(alice.get(&format!("/image/v2/images/{image}")).await.json()["status"], "saving");
        let head = tus(&alice).send("HEAD", &place, Body::empty()).await;
        assert_eq!((head.status.as_u16(), head.header("upload-offset"), head.header("upload-length")), (200, "20000", "50000"));
        assert_eq!(head.header("cache-control"), "no-store");
        assert!(head.header("upload-expires").ends_with(" GMT"), "{}", head.header("upload-expires"));
        assert_eq!(patch(&alice, &place, 20_000, &data[20_000..]).await.status, 204);
        assert_eq!(alice.get(&format!("/image/v2/images/{image}")).await.json()["status"], "active");
        assert!(alice.get(&format!("/image/v2/images/{image}/file")).await.body == data);
    }

    async fn a_wrong_offset_is_409_with_the_right_one(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let place = place(&begin(&alice, 10, &RAW).await);
        patch(&alice, &place, 0, b"1234").await;
        let wrong = patch(&alice, &place, 0, b"1234").await;
        assert_eq!((wrong.status.as_u16(), wrong.header("upload-offset")), (409, "4"));
        assert!(wrong.message().ends_with("is 4, not 0"), "{}", wrong.message());
    }

    async fn a_cancelled_upload_is_gone_with_its_image(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let began = begin(&alice, 10, &RAW).await;
        let (place, image) = (place(&began), began.header("vitrine-image-id").to_owned());
        assert_eq!(tus(&alice).delete(&place).await.status, 204);
        assert_eq!(tus(&alice).send("HEAD", &place, Body::empty()).await.status, 410);
        assert_eq!(alice.get(&format!("/image/v2/images/{image}")).await.status, 404);
    }

    async fn another_project_cannot_tell_my_upload_from_none(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let mine = place(&begin(&alice, 10, &RAW).await);
        let none = format!("/uploads/{}", model::UploadId::new());
        for method in ["HEAD", "DELETE"] {
            let a = tus(&bob).send(method, &mine, Body::empty()).await;
            let b = tus(&bob).send(method, &none, Body::empty()).await;
            assert_eq!(a.status, 404);
            assert_eq!(a.shape(&mine["/uploads/".len()..]), b.shape(&none["/uploads/".len()..]));
        }
        assert_eq!(patch(&bob, &mine, 0, b"evil").await.status, 404);
    }

    async fn what_is_wrong_with_a_creation_is_said(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let long = "n".repeat(256);
        for (pairs, status, sentence) in [
            (vec![("name", long.as_str())], 400, "name is 256 characters long; the most is 255"),
            (vec![("name", "x")], 400, "disk_format is not set; an image needs it before it can receive data"),
            (vec![("disk_format", "floppy")], 400, "disk_format `floppy` is not one of"),
            (vec![("image_id", "00000000-0000-4000-8000-000000000001")], 404, "No image found with ID"),
        ] {
            let answer = begin(&alice, 10, &pairs).await;
            assert_eq!(answer.status, status, "{pairs:?}");
            assert!(answer.message().starts_with(sentence), "{}", answer.message());
        }
        assert_eq!(alice.get("/image/v2/images").await.json()["images"], serde_json::json!([]));
    }

    async fn larger_than_the_disk_is_refused_before_a_byte_is_sent(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let answer = begin(&alice, 1 << 60, &RAW).await;
        assert_eq!(answer.status, 507);
        assert!(answer.message().starts_with("the store has room for "), "{}", answer.message());
    }

    async fn an_active_image_takes_no_second_upload(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.active("once", b"data").await;
        let answer = begin(&alice, 10, &[("image_id", &image.to_string())]).await;
        assert_eq!((answer.status.as_u16(), answer.message()), (409, format!("image {image} is active; only a queued image can receive data")));
    }

    async fn another_protocol_version_is_412(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for version in ["0.2.2", ""] {
            let answer = alice.clone().header("tus-resumable", version).send("POST", "/uploads", Body::empty()).await;
            assert_eq!((answer.status.as_u16(), answer.header("tus-version")), (412, "1.0.0"));
        }
        let abilities = app.anonymous().send("OPTIONS", "/uploads", Body::empty()).await;
        assert_eq!((abilities.status.as_u16(), abilities.header("tus-extension")), (204, "creation,creation-with-upload,creation-defer-length,checksum,expiration,termination"));
    }
}
