use futures::{StreamExt, stream};
use model::{Change, DiskFormat, ErrorKind, Role, Status, UploadState};
use registry::{Error, NewUpload, Target};
use std::io;
use testkit::{body, both_databases, noise, read};

use crate::helpers::{active, left, overlay, raw, setup, small, upload};

/// The SHA-512 of no bytes.
const NOTHING: &str = "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce\
    47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e";

both_databases! {
    async fn what_was_put_comes_back_byte_for_byte(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let data = noise(40 << 20);
        let image = active(&registry, &alice.caller, &data).await;
        assert_eq!((image.status, image.size), (Status::Active, Some(data.len() as u64)));
        let stored = registry.images(&alice.caller).data(image.id).await.expect("mine").expect("has data");
        assert!(read(stored.read(None).await.expect("reads")).await == data);
        let middle = 16_777_000..16_777_500;
        let part = stored.read(Some(middle.clone())).await.expect("reads");
        let middle = usize::try_from(middle.start).expect("small")..usize::try_from(middle.end).expect("small");
        assert_eq!(read(part).await, data[middle]);
    }

    async fn an_image_becomes_active_only_as_what_its_data_was_inspected_for(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let (images, uploads) = (registry.images(&alice.caller), registry.uploads(&alice.caller));
        for (change, is_taken) in [
            (Change::DiskFormat(None), false),
            (Change::ContainerFormat(None), false),
            (Change::DiskFormat(Some(DiskFormat::Qcow2)), false),
            (Change::DiskFormat(Some(DiskFormat::Ari)), true),
        ] {
            let image = images.create(&raw("turns")).await.expect("a new image").id;
            let new = NewUpload { target: Target::Image(image), ..upload("turns", 4) };
            let began = uploads.begin(&new).await.expect("begins");
            images.update(image, std::slice::from_ref(&change)).await.expect("is queued yet");
            let sent = uploads.append(began.id, 0, Some(4), body(b"data")).await;
            assert_eq!(sent.is_ok(), is_taken, "{change:?} {sent:?}");
            let status = if is_taken { Status::Active } else { Status::Queued };
            assert_eq!(images.get(image).await.expect("is there").status, status, "{change:?}");
        }
    }

    async fn what_was_given_away_is_not_deleted_by_who_began_its_upload(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let bob = fixtures.member("bob").await;
        let office = fixtures.project("office").await;
        let admin = fixtures.user("admin", &office, Role::Admin).await;
        for length in [0, 5] {
            let began = registry.uploads(&alice.caller).begin(&upload("given", 4)).await.expect("begins");
            let give = [Change::Owner(bob.caller.project.clone()), Change::Protected(true)];
            registry.images(&admin.caller).update(began.image, &give).await.expect("is given");
            let uploads = registry.uploads(&alice.caller);
            if length == 0 {
                uploads.end(began.id).await.expect("is given up");
            } else {
                uploads.append(began.id, 0, None, body(b"data!")).await.expect_err("too much");
            }
            let image = registry.images(&bob.caller).get(began.image).await.expect("is bob's");
            assert_eq!((image.status, image.protected), (Status::Queued, true));
        }
    }

    async fn an_upload_in_tiny_chunks_is_refused_at_last(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&upload("tiny", 8)).await.expect("begins");
        uploads.append(began.id, 0, Some(1), body(b"1")).await.expect("takes it");
        for (parts, is_taken) in [(999, true), (1_000, false)] {
            let came = db::query("update upload set parts = $1").bind(parts);
            db.db.execute(came).await.expect("so many came");
            let offset = uploads.offset(began.id).await.expect("is open");
            let sent = uploads.append(began.id, offset, Some(1), body(b"2")).await;
            assert_eq!(sent.is_ok(), is_taken, "{parts} {sent:?}");
        }
    }

    async fn chunks_make_one_image_with_the_digests_of_the_whole(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&upload("chunks", 11)).await.expect("begins");
        let first = uploads.append(began.id, 0, Some(6), body(b"hello ")).await.expect("takes it");
        assert_eq!((first.offset, first.state), (6, UploadState::Open));
        let last = uploads.append(began.id, 6, Some(5), body(b"world")).await.expect("takes it");
        assert_eq!((last.offset, last.state), (11, UploadState::Done));
        let image = registry.images(&alice.caller).get(began.image).await.expect("is there");
        assert_eq!(image.status, Status::Active);
        assert_eq!(image.checksum.as_deref(), Some("5eb63bbbe01eeed093cb22bb8f5acdc3"));
        let sha256 = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";
        assert_eq!(image.sha256.as_deref(), Some(sha256));
    }

    async fn a_done_upload_can_be_asked_for(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&upload("done", 4)).await.expect("begins");
        uploads.append(began.id, 0, None, body(b"1234")).await.expect("takes it");
        let found = uploads.get(began.id).await.expect("is there");
        assert_eq!((found.offset, found.state), (4, UploadState::Done));
    }

    async fn an_image_of_no_bytes_is_active_at_once(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let began = registry.uploads(&alice.caller).begin(&upload("empty", 0)).await.expect("begins");
        assert_eq!(began.state, UploadState::Done);
        let image = registry.images(&alice.caller).get(began.image).await.expect("is there");
        assert_eq!((image.status, image.size, image.sha512.as_deref()), (Status::Active, Some(0), Some(NOTHING)));
    }

    async fn a_wrong_offset_tells_the_right_one_and_changes_nothing(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&upload("offsets", 10)).await.expect("begins");
        uploads.append(began.id, 0, None, body(b"1234")).await.expect("takes it");
        for wrong in [0, 3, 5, u64::MAX] {
            match uploads.append(began.id, wrong, None, body(b"x")).await {
                Err(Error::WrongOffset { at: 4, .. }) => {}
                other => panic!("at {wrong}: {other:?}"),
            }
        }
        assert_eq!(uploads.get(began.id).await.expect("is there").offset, 4);
    }

    async fn a_body_that_breaks_off_keeps_what_arrived(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&upload("cut", 10)).await.expect("begins");
        let cut = stream::iter([Ok("12345".into()), Err(io::Error::other("gone"))]).boxed();
        let resumed = uploads.append(began.id, 0, None, cut).await.expect("keeps it");
        assert_eq!(resumed.offset, 5);
        uploads.append(began.id, 5, None, body(b"67890")).await.expect("takes the rest");
        let stored = registry.images(&alice.caller).data(began.image).await.expect("mine").expect("has data");
        assert_eq!(read(stored.read(None).await.expect("reads")).await, b"1234567890");
    }

    async fn more_than_was_announced_is_refused_whole(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&upload("more", 4)).await.expect("begins");
        // Said beforehand: nothing happens. Sent without saying: the upload ends.
        assert!(matches!(uploads.append(began.id, 0, Some(5), body(b"12345")).await, Err(Error::TooMany(4))));
        assert!(matches!(uploads.append(began.id, 0, None, body(b"12345")).await, Err(Error::TooMany(4))));
        let gone = uploads.get(began.id).await.expect_err("gone");
        assert!(gone.to_string().ends_with("was refused: more bytes than the 4 that were announced"), "{gone}");
        assert!(left(&registry, &db).await.is_empty());
    }

    async fn an_unexpected_digest_leaves_nothing_behind(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = registry.images(&alice.caller).create(&raw("checked")).await.expect("a new image");
        let new = NewUpload {
            target: Target::Image(image.id),
            length: Some(4),
            sha256: None,
            sha512: Some(NOTHING.parse().expect("a digest")),
            metadata: String::new(),
        };
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&new).await.expect("begins");
        let refused = uploads.append(began.id, 0, None, body(b"data")).await;
        assert!(matches!(refused, Err(Error::WrongDigest { algorithm: "sha512", .. })), "{refused:?}");
        let again = registry.images(&alice.caller).get(image.id).await.expect("is there");
        assert_eq!((again.status, again.checksum), (Status::Queued, None));
        assert!(left(&registry, &db).await.is_empty());
        // And it can be tried again.
        registry.uploads(&alice.caller).put(image.id, Some(4), body(b"data")).await.expect("takes it");
    }

    async fn one_image_receives_from_one_upload_at_a_time(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = registry.images(&alice.caller).create(&raw("busy")).await.expect("a new image");
        let new = NewUpload { target: Target::Image(image.id), length: Some(8), sha256: None, sha512: None, metadata: String::new() };
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&new).await.expect("begins");
        assert!(matches!(uploads.begin(&new).await, Err(Error::Busy(_))));
        assert!(matches!(uploads.put(image.id, None, body(b"other")).await, Err(Error::Busy(_))));
        uploads.append(began.id, 0, None, body(b"12345678")).await.expect("takes it");
        let refused = uploads.put(image.id, None, body(b"other")).await;
        assert!(matches!(refused, Err(Error::NotReceiving { status: Status::Active, .. })), "{refused:?}");
        assert_eq!(registry.images(&alice.caller).get(image.id).await.expect("is there").size, Some(8));
    }

    async fn a_cancelled_upload_takes_the_image_that_was_made_for_it(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&upload("cancelled", 10)).await.expect("begins");
        uploads.append(began.id, 0, None, body(b"1234")).await.expect("takes it");
        uploads.end(began.id).await.expect("ends");
        assert!(matches!(registry.images(&alice.caller).get(began.image).await, Err(Error::ImageNotFound(_))));
        assert!(matches!(uploads.append(began.id, 4, None, body(b"late")).await, Err(Error::UploadEnded(_))));
        assert!(left(&registry, &db).await.is_empty());
    }

    async fn an_image_deleted_under_its_upload_ends_it(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&upload("deleted", 10)).await.expect("begins");
        uploads.append(began.id, 0, None, body(b"1234")).await.expect("takes it");
        registry.images(&alice.caller).delete(began.image).await.expect("goes");
        let late = uploads.append(began.id, 4, None, body(b"567890")).await.expect_err("refused");
        assert_eq!(late.kind(), ErrorKind::Gone);
        assert!(left(&registry, &db).await.is_empty());
    }

    async fn an_upload_of_another_project_is_as_none(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let bob = fixtures.member("bob").await;
        let began = registry.uploads(&alice.caller).begin(&upload("mine", 4)).await.expect("begins");
        let bobs = registry.uploads(&bob.caller);
        for refused in [
            bobs.get(began.id).await.map(drop),
            bobs.append(began.id, 0, None, body(b"evil")).await.map(drop),
            bobs.end(began.id).await,
        ] {
            assert!(matches!(refused, Err(Error::UploadNotFound(_))));
        }
        assert_eq!(registry.uploads(&alice.caller).get(began.id).await.expect("is there").offset, 0);
    }

    async fn what_cannot_fit_is_refused_before_a_byte_is_sent(db: TestDb) {
        let (_, _, alice) = setup(&db).await;
        let registry = small(&db, 100);
        let refused = registry.uploads(&alice.caller).begin(&upload("huge", 101)).await.expect_err("refused");
        assert_eq!(refused.to_string(), "the store has room for 100 bytes; the upload is 101");
        assert_eq!(refused.kind(), ErrorKind::Full);
        let list = registry.images(&alice.caller).list(&registry::ImageQuery::default()).await.expect("a list");
        assert!(list.items.is_empty(), "no image was made");
    }

    async fn a_put_of_unknown_length_that_does_not_fit_gives_the_image_back(db: TestDb) {
        let (_, _, alice) = setup(&db).await;
        let registry = small(&db, 100);
        let image = registry.images(&alice.caller).create(&raw("streamed")).await.expect("a new image");
        let refused = registry.uploads(&alice.caller).put(image.id, None, body(&noise(101))).await.expect_err("refused");
        assert_eq!(refused.kind(), ErrorKind::Full);
        assert_eq!(registry.images(&alice.caller).get(image.id).await.expect("is there").status, Status::Queued);
        registry.uploads(&alice.caller).put(image.id, None, body(&noise(100))).await.expect("fits");
    }

    async fn a_disk_that_would_open_another_file_is_refused_and_leaves_nothing(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = registry.images(&alice.caller).create(&raw("hostile")).await.expect("a new image");
        let refused = registry.uploads(&alice.caller).put(image.id, None, body(&overlay())).await.expect_err("refused");
        assert_eq!(refused.kind(), ErrorKind::Unsupported);
        assert!(refused.to_string().contains("backing file"), "{refused}");
        assert_eq!(registry.images(&alice.caller).get(image.id).await.expect("is there").status, Status::Queued);
        assert!(left(&registry, &db).await.is_empty());
    }

    async fn a_short_put_gives_the_image_back(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = registry.images(&alice.caller).create(&raw("short")).await.expect("a new image");
        let refused = registry.uploads(&alice.caller).put(image.id, Some(10), body(b"1234")).await;
        assert!(matches!(refused, Err(Error::TooFew { got: 4, want: 10 })), "{refused:?}");
        assert_eq!(registry.images(&alice.caller).get(image.id).await.expect("is there").status, Status::Queued);
        assert!(left(&registry, &db).await.is_empty());
    }
}
