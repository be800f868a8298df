use axum::body::Body;
use testkit::{both_databases, noise};

use crate::helpers::TestApp;

both_databases! {
    async fn data_comes_back_with_what_clients_check(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let data = noise(3 << 20);
        let image = alice.active("data", &data).await;
        let answer = alice.get(&format!("/image/v2/images/{image}/file")).await;
        assert_eq!(answer.status, 200);
        assert!(answer.body == data);
        assert_eq!(answer.header("content-length"), data.len().to_string());
        assert_eq!(answer.header("content-type"), "application/octet-stream");
        let shown = alice.get(&format!("/image/v2/images/{image}")).await.json();
        assert_eq!(answer.header("content-md5"), shown["checksum"]);
        assert_eq!((shown["status"].as_str(), shown["os_hash_algo"].as_str()), (Some("active"), Some("sha512")));
    }

    async fn a_range_is_served_as_asked(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let path = format!("/image/v2/images/{}/file", alice.active("range", b"0123456789").await);
        for (range, status, body, content_range) in [
            ("bytes=2-4", 206, "234", "bytes 2-4/10"),
            ("bytes=7-", 206, "789", "bytes 7-9/10"),
            ("bytes=-3", 206, "789", "bytes 7-9/10"),
            ("bytes=8-99", 206, "89", "bytes 8-9/10"),
        ] {
            let answer = alice.clone().header("range", range).get(&path).await;
            assert_eq!((answer.status.as_u16(), answer.text().as_str()), (status, body), "{range}");
            assert_eq!(answer.header("content-range"), content_range);
        }
        for (range, status) in [("bytes=10-", 416), ("bytes=4-2", 416), ("lines=1-2", 416), ("bytes=0-1,3-4", 400)] {
            let answer = alice.clone().header("range", range).get(&path).await;
            assert_eq!(answer.status, status, "{range}");
            assert!(answer.message().starts_with("range:"), "{}", answer.message());
        }
    }

    async fn a_queued_image_has_no_content(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("queued").await;
        assert_eq!(alice.get(&format!("/image/v2/images/{image}/file")).await.status, 204);
    }

    async fn an_active_image_takes_no_second_upload(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.active("once", b"first").await;
        let again = alice.put_data(image, b"second").await;
        assert_eq!((again.status.as_u16(), again.message()), (409, format!("image {image} is active; only a queued image can receive data")));
        assert_eq!(alice.get(&format!("/image/v2/images/{image}/file")).await.text(), "first");
    }

    async fn data_of_another_media_type_is_refused(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("typed").await;
        let path = format!("/image/v2/images/{image}/file");
        for media in ["text/plain", "application/json", ""] {
            let answer = alice.clone().header("content-type", media).send("PUT", &path, Body::from("data")).await;
            assert_eq!(answer.status, 415, "{media}");
        }
        assert_eq!(alice.get(&format!("/image/v2/images/{image}")).await.json()["status"], "queued");
    }

    async fn a_size_that_does_not_agree_is_refused_and_changes_nothing(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("sized").await;
        for size in ["5", "x", "-1"] {
            let answer = alice.clone().header("x-openstack-image-size", size).put_data(image, b"data").await;
            assert_eq!(answer.status, 400, "{size}: {}", answer.text());
        }
        assert_eq!(alice.get(&format!("/image/v2/images/{image}")).await.json()["status"], "queued");
        assert_eq!(alice.clone().header("x-openstack-image-size", "4").put_data(image, b"data").await.status, 204);
    }
}
