use model::{Change, ErrorKind, Meter, Role, Status};
use registry::{Error, Limits, NewUpload, Quotas, Registry, Target};
use testkit::{Person, body, both_databases, noise};

use crate::helpers::{active, left, limit, raw, reservations, run, setup, upload};

const MIB: usize = 1 << 20;

fn streamed(name: &str) -> NewUpload {
    NewUpload {
        length: None,
        ..upload(name, 0)
    }
}

/// What the project of `who` uses, as `used+reserved of images, images, uploading`.
async fn account(registry: &Registry, who: &Person) -> String {
    let usage = registry.usage(&who.caller).own().await.expect("is told");
    let Meter { used, reserved, .. } = usage.size;
    let (images, uploading) = (usage.images.used, usage.uploading.used);
    format!("{used}+{reserved}, {images} images, {uploading} uploading")
}

async fn is_exact(registry: &Registry) {
    assert_eq!(
        registry.system().usage_drift().await.expect("is counted"),
        []
    );
}

both_databases! {
    async fn what_all_projects_use_is_what_each_is_told_for_itself(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let bob = fixtures.member("bob").await;
        let admins = fixtures.project("admins").await;
        let root = fixtures.user("root", &admins, model::Role::Admin).await;
        active(&registry, &alice.caller, b"data").await;
        active(&registry, &bob.caller, b"more data").await;
        limit(&db, &alice.caller, "image_size_total", 7).await;
        limit(&db, &alice.caller, "image_count_total", 3).await;
        let usage = registry.usage(&root.caller);
        let all = usage.all().await.expect("for admins");
        assert_eq!(all.len(), 2);
        for told in all {
            assert_eq!(usage.of(&told.project).await.expect("for admins"), told);
        }
        let hers = usage.of(&alice.caller.project).await.expect("for admins");
        assert_eq!((hers.size.limit, hers.images.limit, hers.size.used), (Some(7 << 20), Some(3), 4));
    }

    async fn a_project_has_as_many_images_as_it_may(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        limit(&db, &alice.caller, "image_count_total", 2).await;
        let images = registry.images(&alice.caller);
        let first = images.create(&raw("one")).await.expect("the first");
        images.create(&raw("two")).await.expect("the second");
        let refused = images.create(&raw("three")).await.expect_err("the third");
        assert_eq!(refused.kind(), ErrorKind::TooLarge);
        assert_eq!(refused.to_string(), "the quota image_count_total of the project is 2, and there are 2");
        assert_eq!(registry.uploads(&alice.caller).begin(&upload("four", 1)).await.expect_err("no way round").kind(), ErrorKind::TooLarge);
        images.delete(first.id).await.expect("goes");
        images.create(&raw("three")).await.expect("there is room again");
        assert_eq!(account(&registry, &alice).await, "0+0, 2 images, 0 uploading");
        is_exact(&registry).await;
    }

    async fn a_known_length_is_reserved_before_the_first_byte(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        limit(&db, &alice.caller, "image_size_total", 3).await;
        let uploads = registry.uploads(&alice.caller);
        let two = uploads.begin(&upload("two", 2 * MIB)).await.expect("fits");
        assert_eq!(account(&registry, &alice).await, "0+2097152, 1 images, 1 uploading");
        let refused = uploads.begin(&upload("more", MIB + 1)).await.expect_err("does not fit");
        assert_eq!(refused.to_string(), "the quota image_size_total of the project is 3 MiB; 0 bytes are used, 2097152 are reserved for other uploads, and 1048577 more do not fit");
        assert_eq!(account(&registry, &alice).await, "0+2097152, 1 images, 1 uploading", "nothing was half made");
        let queued = registry.images(&alice.caller).create(&raw("queued")).await.expect("a new image");
        let put = uploads.put(queued.id, Some((MIB + 1) as u64), body(b"never read")).await.expect_err("does not fit");
        assert_eq!(put.kind(), ErrorKind::TooLarge);
        uploads.put(queued.id, Some(MIB as u64), body(&noise(MIB))).await.expect("the last byte fits");
        uploads.append(two.id, 0, None, body(&noise(2 * MIB))).await.expect("was reserved");
        assert_eq!(account(&registry, &alice).await, "3145728+0, 2 images, 0 uploading");
        registry.images(&alice.caller).delete(queued.id).await.expect("goes");
        assert_eq!(account(&registry, &alice).await, "2097152+0, 1 images, 0 uploading");
        is_exact(&registry).await;
    }

    async fn what_ends_gives_back_once(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let ended = uploads.begin(&upload("ended", MIB)).await.expect("begins");
        uploads.append(ended.id, 0, None, body(b"some")).await.expect("takes it");
        uploads.end(ended.id).await.expect("ends");
        assert!(matches!(uploads.end(ended.id).await, Err(Error::UploadEnded(_))));
        let buried = uploads.begin(&upload("buried", MIB)).await.expect("begins");
        uploads.append(buried.id, 0, None, body(b"some")).await.expect("takes it");
        registry.images(&alice.caller).delete(buried.image).await.expect("goes");
        assert!(uploads.end(buried.id).await.is_err());
        assert_eq!(account(&registry, &alice).await, "0+0, 0 images, 0 uploading");
        assert_eq!(reservations(&db).await, 0);
        is_exact(&registry).await;
    }

    async fn a_body_of_unknown_length_ends_where_the_quota_does(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        limit(&db, &alice.caller, "image_size_total", 1).await;
        let image = registry.images(&alice.caller).create(&raw("streamed")).await.expect("a new image");
        let uploads = registry.uploads(&alice.caller);
        let refused = uploads.put(image.id, None, body(&noise(MIB + 1))).await.expect_err("one byte too many");
        assert!(matches!(refused, Error::OverQuota(_)), "{refused}");
        let after = registry.images(&alice.caller).get(image.id).await.expect("is there");
        assert_eq!((after.status, after.size, after.checksum), (Status::Queued, None, None));
        assert_eq!(left(&registry, &db).await, Vec::<std::path::PathBuf>::new());
        assert_eq!(account(&registry, &alice).await, "0+0, 1 images, 0 uploading");
        uploads.put(image.id, None, body(&noise(MIB))).await.expect("so many fit");
        assert_eq!(account(&registry, &alice).await, "1048576+0, 1 images, 0 uploading");
        is_exact(&registry).await;
    }

    async fn a_resumable_upload_of_unknown_length_keeps_what_it_has_and_no_more(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        limit(&db, &alice.caller, "image_size_total", 40).await;
        let uploads = registry.uploads(&alice.caller);
        let began = uploads.begin(&streamed("later")).await.expect("begins");
        uploads.append(began.id, 0, None, body(&noise(1000))).await.expect("takes it");
        assert_eq!(account(&registry, &alice).await, "0+1000, 1 images, 1 uploading");
        limit(&db, &alice.caller, "image_size_total", 0).await;
        let refused = uploads.append(began.id, 1000, None, body(b"x")).await.expect_err("the quota is cut");
        assert_eq!(refused.kind(), ErrorKind::TooLarge);
        assert_eq!(registry.images(&alice.caller).get(began.image).await.expect("is there").status, Status::Queued);
        assert_eq!((account(&registry, &alice).await.as_str(), left(&registry, &db).await.len()), ("0+0, 1 images, 0 uploading", 0));
    }

    async fn a_quota_cut_under_way_is_met_at_the_next_checkpoint(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let uploads = registry.uploads(&alice.caller);
        let kept = active(&registry, &alice.caller, &noise(MIB)).await;
        let began = uploads.begin(&upload("cut", 3 * MIB)).await.expect("begins");
        uploads.append(began.id, 0, None, body(&noise(MIB))).await.expect("takes it");
        limit(&db, &alice.caller, "image_size_total", 2).await;
        let refused = uploads.append(began.id, MIB as u64, None, body(&noise(MIB))).await.expect_err("the quota is cut");
        assert_eq!(refused.to_string(), "the quota image_size_total of the project is 2 MiB; 1048576 bytes are used, 0 are reserved for other uploads, and 3145728 more do not fit");
        assert_eq!(registry.images(&alice.caller).get(began.image).await.expect("is there").status, Status::Queued);
        assert_eq!(account(&registry, &alice).await, "1048576+0, 2 images, 0 uploading");
        assert_eq!(registry.images(&alice.caller).get(kept.id).await.expect("stays").status, Status::Active);
        uploads.put(began.image, None, body(&noise(MIB))).await.expect("there is room for that");
        is_exact(&registry).await;
    }

    async fn so_many_images_receive_at_once_and_no_more(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        limit(&db, &alice.caller, "image_count_uploading", 1).await;
        let uploads = registry.uploads(&alice.caller);
        let first = uploads.begin(&upload("first", 1)).await.expect("begins");
        let refused = uploads.begin(&upload("second", 1)).await.expect_err("one at a time");
        assert_eq!(refused.to_string(), "the quota image_count_uploading of the project is 1, and there are 1");
        uploads.append(first.id, 0, None, body(b"1")).await.expect("takes it");
        uploads.begin(&upload("second", 1)).await.expect("the first is done");
        is_exact(&registry).await;
    }

    async fn no_image_is_larger_than_the_cap(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let registry = registry.with_quotas(Quotas { size_cap: 10, ..Quotas::default() });
        let uploads = registry.uploads(&alice.caller);
        let refused = uploads.begin(&upload("large", 11)).await.expect_err("too large");
        assert_eq!(refused.to_string(), "an image has at most 10 bytes here (image_size_cap)");
        let image = registry.images(&alice.caller).create(&raw("large")).await.expect("a new image");
        assert!(matches!(uploads.put(image.id, None, body(&noise(11))).await, Err(Error::OverCap(10))));
        uploads.put(image.id, None, body(&noise(10))).await.expect("the cap itself fits");
    }

    async fn defaults_hold_where_no_limit_is_set(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let defaults = Limits { images: Some(0), ..Limits::default() };
        let registry = registry.with_quotas(Quotas { defaults, ..Quotas::default() });
        assert!(registry.images(&alice.caller).create(&raw("none")).await.is_err());
        limit(&db, &alice.caller, "image_count_total", -1).await;
        registry.images(&alice.caller).create(&raw("any")).await.expect("-1 is no limit");
    }

    async fn an_image_is_paid_for_by_its_owner_whoever_that_is(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let bob = fixtures.member("bob").await;
        let root = fixtures.user("root", &(alice.caller.project.clone(), "alices-project".into()), Role::Admin).await;
        let image = active(&registry, &alice.caller, &noise(MIB)).await;
        let open = registry.uploads(&alice.caller).begin(&upload("open", MIB)).await.expect("begins");
        let give = |image| {
            let change = Change::Owner(bob.caller.project.clone());
            let (registry, root) = (registry.clone(), root.caller.clone());
            async move { registry.images(&root).update(image, &[change]).await }
        };
        limit(&db, &bob.caller, "image_size_total", 1).await;
        give(image.id).await.expect("fits");
        assert!(matches!(give(open.image).await, Err(Error::OverQuota(_))));
        assert_eq!(account(&registry, &alice).await, "0+1048576, 1 images, 1 uploading");
        assert_eq!(account(&registry, &bob).await, "1048576+0, 1 images, 0 uploading");
        limit(&db, &bob.caller, "image_size_total", 2).await;
        give(open.image).await.expect("fits now");
        registry.uploads(&alice.caller).append(open.id, 0, None, body(&noise(MIB))).await.expect("goes on");
        assert_eq!(account(&registry, &alice).await, "0+0, 0 images, 0 uploading");
        assert_eq!(account(&registry, &bob).await, "2097152+0, 2 images, 0 uploading");
        is_exact(&registry).await;
    }

    async fn everybody_sees_their_own_use_and_an_admin_all(db: TestDb) {
        let (registry, fixtures, alice) = setup(&db).await;
        let bob = fixtures.member("bob").await;
        let root = fixtures.user("root", &fixtures.project("admin").await, Role::Admin).await;
        active(&registry, &alice.caller, b"data").await;
        limit(&db, &alice.caller, "image_size_total", 1).await;
        let usage = registry.usage(&root.caller).of(&alice.caller.project).await.expect("an admin may");
        assert_eq!(usage.size, Meter { used: 4, reserved: 0, limit: Some(1 << 20) });
        assert_eq!(registry.usage(&root.caller).all().await.expect("an admin may"), [usage]);
        assert_eq!(registry.usage(&bob.caller).of(&alice.caller.project).await.expect_err("not bob's").kind(), ErrorKind::Forbidden);
        assert_eq!(registry.usage(&bob.caller).all().await.expect_err("nor all").kind(), ErrorKind::Forbidden);
    }

    async fn a_miscount_is_found_and_corrected(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        let image = active(&registry, &alice.caller, b"data").await;
        let target = Target::Image(registry.images(&alice.caller).create(&raw("open")).await.expect("a new image").id);
        registry.uploads(&alice.caller).begin(&NewUpload { target, ..upload("", 7) }).await.expect("begins");
        for sql in ["update project_usage set stored = 99, images = 0", "insert into reservation values ('lost', 'nothing', 'nobody', 'store', 5, true)"] {
            run(&db, sql, &[]).await;
        }
        let drift = registry.system().usage_drift().await.expect("is counted");
        assert_eq!((drift[0].counted.stored, drift[0].found.stored, drift.len()), (99, 4, 1));
        registry.system().recount_usage().await.expect("is corrected");
        is_exact(&registry).await;
        assert_eq!(reservations(&db).await, 1, "the lost one is gone, the open upload's stays");
        assert_eq!(account(&registry, &alice).await, "4+7, 2 images, 1 uploading");
        registry.images(&alice.caller).delete(image.id).await.expect("goes");
        assert_eq!(account(&registry, &alice).await, "0+7, 1 images, 1 uploading");
    }
}
