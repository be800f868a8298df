use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use futures::{StreamExt, future::join_all, stream};
use model::{ImageId, UploadId};
use registry::{Error, NewUpload, Registry};
use store::ByteStream;
use testkit::{Person, body, both_databases, noise};

use crate::helpers::{limit, raw, reservations, setup, upload};

const MIB: u64 = 1 << 20;
const PARALLEL: usize = 200;

/// `size` bytes in pieces, as a chunked body brings them: nobody knows how many.
fn chunked(size: u64) -> ByteStream {
    let piece = bytes::Bytes::from(noise(256 << 10));
    let whole = piece.len() as u64;
    let pieces = (0..size.div_ceil(whole)).map(move |index| {
        let length = whole.min(size - index * whole);
        Ok::<_, io::Error>(piece.slice(..usize::try_from(length).expect("small")))
    });
    stream::iter(pieces).boxed()
}

/// Looks again and again whether the project of `who` is within `limit`, until `done`. Tells how often it looked.
async fn watch(registry: Registry, who: Person, limit: u64, done: Arc<AtomicBool>) -> usize {
    let mut samples = 0;
    while !done.load(Ordering::Relaxed) {
        let size = registry
            .usage(&who.caller)
            .own()
            .await
            .expect("is told")
            .size;
        assert!(size.used + size.reserved <= limit, "{size:?} of {limit}");
        samples += 1;
        tokio::task::yield_now().await;
    }
    samples
}

/// Puts bodies of `sizes` into as many new images at once, while somebody watches.
async fn put_all(
    registry: &Registry,
    who: &Person,
    sizes: &[u64],
    limit: u64,
) -> Vec<Result<(), Error>> {
    let unknown: Vec<_> = sizes.iter().map(|size| (*size, false)).collect();
    put_all_known(registry, who, &unknown, limit).await
}

/// The same; each size with whether it is said beforehand.
async fn put_all_known(
    registry: &Registry,
    who: &Person,
    sizes: &[(u64, bool)],
    limit: u64,
) -> Vec<Result<(), Error>> {
    let mut images = Vec::new();
    for _ in sizes {
        images.push(
            registry
                .images(&who.caller)
                .create(&raw("race"))
                .await
                .expect("a new image")
                .id,
        );
    }
    let done = Arc::new(AtomicBool::new(false));
    let watching = tokio::spawn(watch(registry.clone(), who.clone(), limit, done.clone()));
    let put = |(image, (size, known)): (ImageId, (u64, bool))| {
        let (registry, who) = (registry.clone(), who.caller.clone());
        let length = known.then_some(size);
        tokio::spawn(async move {
            registry
                .uploads(&who)
                .put(image, length, chunked(size))
                .await
        })
    };
    let puts: Vec<_> = images
        .into_iter()
        .zip(sizes.iter().copied())
        .map(put)
        .collect();
    let outcomes = join_all(puts)
        .await
        .into_iter()
        .map(|put| put.expect("ends"))
        .collect();
    done.store(true, Ordering::Relaxed);
    let samples = watching.await.expect("never beyond the limit");
    // More than the first and the last: how many there are depends on the machine.
    assert!(samples > 2, "only {samples} looks");
    outcomes
}

/// Numbers that look random and are the same every time.
struct Rng(u64);

impl Rng {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

both_databases! {
    async fn ten_uploads_at_once_that_fit_together_all_succeed(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        limit(&db, &alice.caller, "image_size_total", 40).await;
        for known in [0, 1, 5, 9, 10] {
            let sizes: Vec<(u64, bool)> = (0..10).map(|index| (4 * MIB, index < known)).collect();
            let outcomes = put_all_known(&registry, &alice, &sizes, 40 * MIB).await;
            let refused: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
            assert!(refused.is_empty(), "{known} of known length: {refused:?}");
            let size = registry.usage(&alice.caller).own().await.expect("is told").size;
            assert_eq!((size.used, size.reserved), (40 * MIB, 0));
            let page = registry.images(&alice.caller).list(&registry::ImageQuery::default()).await.expect("a list");
            for image in page.items {
                registry.images(&alice.caller).delete(image.id).await.expect("goes");
            }
        }
        assert_eq!(registry.system().usage_drift().await.expect("is counted"), []);
    }

    async fn a_refusal_tells_what_is_used_reserved_and_needed(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        limit(&db, &alice.caller, "image_size_total", 10).await;
        let (images, uploads) = (registry.images(&alice.caller), registry.uploads(&alice.caller));
        let stored = images.create(&raw("stored")).await.expect("a new image").id;
        uploads.put(stored, None, chunked(6 * MIB)).await.expect("fits");
        uploads.begin(&upload("reserved", 1 << 20)).await.expect("fits");
        let image = images.create(&raw("more")).await.expect("a new image").id;
        let began = std::time::Instant::now();
        let Err(Error::OverQuota(over)) = uploads.put(image, None, chunked(4 * MIB)).await else {
            panic!("4 MiB fit where 3 MiB are left");
        };
        assert_eq!((over.used, over.reserved, over.limit), (6 * MIB, MIB, 10 * MIB));
        assert!(over.used + over.reserved + over.needed > over.limit && over.needed <= 4 * MIB, "{over:?}");
        let waited = began.elapsed();
        assert!(waited < std::time::Duration::from_secs(2), "nothing could come back, and it waited {waited:?}");
        let sentence = over.to_string();
        assert!(sentence.contains("6291456 bytes are used, 1048576 are reserved for other uploads"), "{sentence}");
    }

    async fn of_200_uploads_of_unknown_length_as_many_succeed_as_fit(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        limit(&db, &alice.caller, "image_size_total", 64).await;
        let outcomes = put_all(&registry, &alice, &[16 * MIB; PARALLEL], 64 * MIB).await;
        let refused: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
        assert!(refused.iter().all(|error| matches!(error, Error::OverQuota(_))), "{refused:?}");
        assert_eq!(outcomes.len() - refused.len(), 4);
        let size = registry.usage(&alice.caller).own().await.expect("is told").size;
        assert_eq!((size.used, size.reserved), (64 * MIB, 0));
        assert_eq!(reservations(&db).await, 0);
        assert_eq!(registry.system().usage_drift().await.expect("is counted"), []);
    }

    async fn uploads_of_any_size_never_pass_the_limit_by_a_byte(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        limit(&db, &alice.caller, "image_size_total", 20).await;
        let mut rng = Rng(7);
        let sizes: Vec<u64> = (0..PARALLEL).map(|_| rng.roll(3 * MIB)).collect();
        let outcomes = put_all(&registry, &alice, &sizes, 20 * MIB).await;
        let stored: u64 = outcomes.iter().zip(&sizes).filter(|(outcome, _)| outcome.is_ok()).map(|(_, size)| size).sum();
        let size = registry.usage(&alice.caller).own().await.expect("is told").size;
        assert_eq!((size.used, size.reserved), (stored, 0));
        assert!(stored > 0);
        assert_eq!(reservations(&db).await, 0);
        assert_eq!(registry.system().usage_drift().await.expect("is counted"), []);
    }

    async fn whatever_happens_the_counts_are_what_the_rows_add_up_to(db: TestDb) {
        let (registry, _, alice) = setup(&db).await;
        limit(&db, &alice.caller, "image_size_total", 2).await;
        limit(&db, &alice.caller, "image_count_total", 12).await;
        let hands = (1..=6).map(|seed| tokio::spawn(live(registry.clone(), alice.clone(), Rng(seed * 0x9e37_79b9))));
        for hand in join_all(hands).await {
            hand.expect("nothing unexpected");
        }
        assert_eq!(registry.system().usage_drift().await.expect("is counted"), []);
        let page = registry.images(&alice.caller).list(&registry::ImageQuery::default()).await.expect("a list");
        for image in page.items {
            registry.images(&alice.caller).delete(image.id).await.expect("goes");
        }
        let usage = registry.usage(&alice.caller).own().await.expect("is told");
        let all = [usage.size, usage.staged, usage.images, usage.uploading].map(|meter| meter.used + meter.reserved);
        assert_eq!(all, [0; 4]);
        assert_eq!(reservations(&db).await, 0);
    }
}

/// Sixty random acts. Whatever the registry refuses is fine, as long as it is no failure of its own.
async fn live(registry: Registry, who: Person, mut rng: Rng) {
    let (images, uploads) = (registry.images(&who.caller), registry.uploads(&who.caller));
    let mut begun = Vec::<UploadId>::new();
    for _ in 0..60 {
        let pick = usize::try_from(rng.roll(1 << 20)).expect("small");
        let size = rng.roll(MIB / 2);
        let listed = images
            .list(&registry::ImageQuery::default())
            .await
            .expect("a list")
            .items;
        let image = (!listed.is_empty()).then(|| listed[pick % listed.len()].id);
        let upload_id = (!begun.is_empty()).then(|| begun[pick % begun.len()]);
        let outcome = match (rng.roll(7), image, upload_id) {
            (0, ..) => images.create(&raw("any")).await.map(drop),
            (1, Some(image), _) => uploads.put(image, None, chunked(size)).await,
            (2, Some(image), _) => uploads.put(image, Some(size), chunked(size)).await,
            (3, Some(image), _) => images.delete(image).await,
            (4, _, Some(upload)) => uploads.end(upload).await,
            (5, _, Some(upload)) => go_on(&registry, &who, upload, size).await,
            _ => {
                let length = size.is_multiple_of(2).then_some(size);
                let new = NewUpload {
                    length,
                    ..upload("any", 0)
                };
                uploads
                    .begin(&new)
                    .await
                    .map(|upload| begun.push(upload.id))
            }
        };
        if let Err(error) = outcome {
            assert_ne!(error.kind(), model::ErrorKind::Internal, "{error}");
        }
    }
}

/// Adds to an upload: more than is missing, what is missing, or less.
async fn go_on(
    registry: &Registry,
    who: &Person,
    upload: UploadId,
    size: u64,
) -> Result<(), Error> {
    let uploads = registry.uploads(&who.caller);
    let resumed = uploads.get(upload).await?;
    let bytes = noise(usize::try_from(size).expect("small"));
    uploads
        .append(upload, resumed.offset, None, body(&bytes))
        .await
        .map(drop)
}
