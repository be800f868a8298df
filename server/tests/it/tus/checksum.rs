use base64::{Engine, engine::general_purpose::STANDARD};
use testkit::both_databases;

use super::{begin, head, patch, place, status};
use crate::helpers::TestApp;

/// What `12345678` adds up to.
const SUMS: [(&str, &str); 5] = [
    ("crc32c", "6087809a"),
    ("md5", "25d55ad283aa400af464c76d713c07ad"),
    ("sha1", "7c222fb2927d828af22f592134e8932480637c0d"),
    (
        "sha256",
        "ef797c8118f02dfb649607dd5d3f8c7623048c9c063d532cc95c5ed7a898a64f",
    ),
    (
        "sha512",
        "fa585d89c851dd338a70dcf535aa2a92fee7836dd6aff1226583e88e0996293f16bc009c652826e0fc5c706695a03cddce372f139eff4d13959da6f1f5d3eabe",
    ),
];

fn header(algorithm: &str, sum: &str) -> String {
    let sum = hex::decode(sum).expect("hex");
    format!("{algorithm} {}", STANDARD.encode(sum))
}

both_databases! {
    async fn bytes_that_add_up_are_taken_by_every_algorithm(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for (algorithm, sum) in SUMS {
            let began = begin(&alice, &[("upload-length", "8")], b"").await;
            let taken = patch(&alice, &place(&began), 0, &[("upload-checksum", &header(algorithm, sum))], b"12345678").await;
            assert_eq!((taken.status.as_u16(), taken.header("upload-offset")), (204, "8"), "{algorithm}: {}", taken.text());
            assert_eq!(status(&alice, &began).await, "active");
        }
    }

    async fn bytes_that_do_not_are_460_and_none_is_kept(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let began = begin(&alice, &[("upload-length", "12")], b"").await;
        let place = place(&began);
        patch(&alice, &place, 0, &[], b"1234").await;
        for (algorithm, sum) in SUMS {
            let refused = patch(&alice, &place, 4, &[("upload-checksum", &header(algorithm, sum))], b"12345679").await;
            assert_eq!((refused.status.as_u16(), refused.header("upload-offset")), (460, "4"), "{algorithm}");
            assert!(refused.message().starts_with(&format!("the request's {algorithm} is ")), "{}", refused.message());
            assert_eq!(head(&alice, &place).await.header("upload-offset"), "4");
        }
        let (algorithm, sum) = SUMS[0];
        let taken = patch(&alice, &place, 4, &[("upload-checksum", &header(algorithm, sum))], b"12345678").await;
        assert_eq!(taken.status, 204);
        let image = began.header("vitrine-image-id");
        assert_eq!(alice.get(&format!("/image/v2/images/{image}/file")).await.text(), "123412345678");
    }

    async fn a_checksum_that_is_none_is_400_and_nothing_is_kept(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let place = place(&begin(&alice, &[("upload-length", "8")], b"").await);
        for (checksum, sentence) in [
            ("crc64 AAAA", "upload-checksum names `crc64`; known are sha256, sha512, sha1, md5, crc32c"),
            ("md5", "upload-checksum is not an algorithm, a space and a sum"),
            ("md5 !!", "upload-checksum is not base64"),
            ("md5 AAAA", "upload-checksum is 3 bytes long; a md5 is 16"),
        ] {
            let refused = patch(&alice, &place, 0, &[("upload-checksum", checksum)], b"12345678").await;
            assert_eq!((refused.status.as_u16(), refused.message()), (400, sentence.to_owned()));
        }
        assert_eq!(head(&alice, &place).await.header("upload-offset"), "0");
    }
}
