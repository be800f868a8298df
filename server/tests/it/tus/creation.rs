use testkit::both_databases;

use super::{MEDIA, begin, head, patch, place, raw, status, tus};
use crate::helpers::TestApp;

both_databases! {
    async fn the_first_bytes_may_come_with_the_creation(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let began = begin(&alice, &[("upload-length", "8"), ("content-type", MEDIA)], b"1234").await;
        assert_eq!(began.header("upload-offset"), "4");
        let last = patch(&alice, &place(&began), 4, &[], b"5678").await;
        assert_eq!((last.status.as_u16(), last.header("upload-offset")), (204, "8"));
        assert_eq!(status(&alice, &began).await, "active");
    }

    async fn all_bytes_may_come_with_the_creation(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let began = begin(&alice, &[("upload-length", "4"), ("content-type", MEDIA)], b"1234").await;
        assert_eq!((began.status.as_u16(), began.header("upload-offset")), (201, "4"));
        assert_eq!(status(&alice, &began).await, "active");
    }

    async fn a_creation_whose_bytes_are_refused_leaves_nothing(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for (headers, status) in [
            (vec![("upload-length", "3")], 413),
            (vec![("upload-length", "4"), ("upload-checksum", "crc32c AAAAAA==")], 460),
            (vec![("upload-length", "4"), ("upload-checksum", "crc64 AAAAAA==")], 400),
        ] {
            let headers = [headers, vec![("content-type", MEDIA)]].concat();
            let refused = begin(&alice, &headers, b"1234").await;
            assert_eq!(refused.status.as_u16(), status, "{}", refused.text());
        }
        assert_eq!(alice.get("/image/v2/images").await.json()["images"], serde_json::json!([]));
    }

    async fn metadata_is_bounded_and_goes_with_its_upload(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let with_junk = |bytes: usize| format!("{},junk {}", raw(), "A".repeat(bytes));
        let create = async |metadata: &str| {
            let alice = tus(&alice).header("upload-length", "4").header("upload-metadata", metadata);
            alice.send("POST", "/uploads", "").await
        };
        assert_eq!(create(&with_junk(16 << 10)).await.status, 413);
        let (ended, done) = (create(&with_junk(1 << 10)).await, create(&with_junk(1 << 10)).await);
        assert_eq!((ended.status, done.status), (201.try_into().expect("a status"), 201.try_into().expect("a status")));
        tus(&alice).send("DELETE", &place(&ended), "").await;
        patch(&alice, &place(&done), 0, &[], b"data").await;
        alice.delete(&format!("/image/v2/images/{}", done.header("vitrine-image-id"))).await;
        let kept = db::query("select count(*) from upload where metadata <> ''");
        assert_eq!(app.db.db.scalar::<i64>(kept).await.expect("a number"), 0);
    }

    async fn a_length_may_become_known_later(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let began = begin(&alice, &[("upload-defer-length", "1")], b"").await;
        let place = place(&began);
        patch(&alice, &place, 0, &[], b"1234").await;
        let open = head(&alice, &place).await;
        assert_eq!((open.header("upload-offset"), open.header("upload-length"), open.header("upload-defer-length")), ("4", "", "1"));
        let last = patch(&alice, &place, 4, &[("upload-length", "6")], b"56").await;
        assert_eq!(last.status, 204, "{}", last.text());
        let whole = head(&alice, &place).await;
        assert_eq!((whole.header("upload-length"), whole.header("upload-defer-length")), ("6", ""));
        assert_eq!(status(&alice, &began).await, "active");
    }

    async fn the_length_alone_may_come_last(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let began = begin(&alice, &[("upload-defer-length", "1")], b"").await;
        let place = place(&began);
        patch(&alice, &place, 0, &[], b"1234").await;
        assert_eq!(patch(&alice, &place, 4, &[("upload-length", "4")], b"").await.status, 204);
        assert_eq!(status(&alice, &began).await, "active");
    }

    async fn a_length_once_said_is_fixed(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let place = place(&begin(&alice, &[("upload-defer-length", "1")], b"").await);
        patch(&alice, &place, 0, &[("upload-length", "10")], b"1234").await;
        let other = patch(&alice, &place, 4, &[("upload-length", "11")], b"5").await;
        assert_eq!(other.status, 400);
        assert!(other.message().starts_with("upload-length is 11; upload"), "{}", other.message());
        assert_eq!(head(&alice, &place).await.header("upload-offset"), "4");
        let short = place_of_deferred(&alice).await;
        patch(&alice, &short, 0, &[], b"1234").await;
        let passed = patch(&alice, &short, 4, &[("upload-length", "3")], b"").await;
        assert_eq!((passed.status.as_u16(), passed.message()), (400, "upload-length is 3, but 4 bytes are there already".to_owned()));
    }

    async fn a_creation_says_one_length_or_that_it_comes_later(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for (headers, sentence) in [
            (vec![], "upload-length is missing, and upload-defer-length too"),
            (vec![("upload-length", "4"), ("upload-defer-length", "1")], "upload-defer-length is sent together with upload-length; send only one of them"),
            (vec![("upload-defer-length", "0")], "upload-defer-length is not 1"),
            (vec![("upload-length", "-1")], "upload-length is not a number of bytes"),
            (vec![("upload-length", "+1")], "upload-length is not a number of bytes"),
        ] {
            let refused = begin(&alice, &headers, b"").await;
            assert_eq!((refused.status.as_u16(), refused.message()), (400, sentence.to_owned()));
        }
        assert_eq!(alice.get("/image/v2/images").await.json()["images"], serde_json::json!([]));
    }
}

async fn place_of_deferred(client: &crate::helpers::Client) -> String {
    place(&begin(client, &[("upload-defer-length", "1")], b"").await)
}
