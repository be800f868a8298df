//! Signatures made by OpenSSL, verified while the data arrives, whichever way it comes.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use db::query;
use model::{CertificateId, Change, Condition, Image, ImageId, NewImage, Property, Role, Status};
use registry::{
    Destination, NewCertificate, NewImport, NewUpload, Reauthenticator, RegisteredCertificate,
    Registry, SIGNATURE_NOTE, Source, Target,
};
use serde_json::{Value, json};
use testkit::{Fixtures, KeyKind, OpenSsl, Person, TestDb, body, both_databases, noise};

use crate::helpers::{left, open, raw, reservations, setup};

/// The certificates of openssl, the key types that images call them by, and the hashes that they are tried with.
const ALL: [(KeyKind, &str, &[&str]); 4] = [
    (
        KeyKind::Rsa,
        "RSA-PSS",
        &["sha224", "sha256", "sha384", "sha512"],
    ),
    (
        KeyKind::P384,
        "ECC_SECP384R1",
        &["sha224", "sha384", "sha512"],
    ),
    (
        KeyKind::P521,
        "ECC_SECP521R1",
        &["sha224", "sha256", "sha512"],
    ),
    (KeyKind::Ed25519, "ED25519", &["sha256", "sha384", "sha512"]),
];

struct Scene {
    registry: Registry,
    alice: Person,
    admin: Person,
    openssl: OpenSsl,
}

impl Scene {
    async fn new(db: &TestDb) -> Self {
        let (registry, fixtures, alice) = setup(db).await;
        Self {
            admin: admin(&fixtures).await,
            registry,
            alice,
            openssl: OpenSsl::default(),
        }
    }

    /// Registers a certificate for all projects.
    async fn register(&self, pem: &str) -> registry::Result<RegisteredCertificate> {
        let new = NewCertificate {
            name: String::new(),
            project: None,
            pem: pem.to_owned(),
        };
        self.registry
            .certificates(&self.admin.caller)
            .register(&new)
            .await
    }

    /// A queued image with these properties.
    async fn image(&self, properties: BTreeMap<String, String>) -> Image {
        let new = NewImage {
            properties,
            ..raw("signed")
        };
        let images = self.registry.images(&self.alice.caller);
        images.create(&new).await.expect("a new image")
    }

    async fn put(&self, image: ImageId, data: &[u8]) -> registry::Result<()> {
        let uploads = self.registry.uploads(&self.alice.caller);
        uploads
            .put(image, Some(data.len() as u64), body(data))
            .await
    }

    async fn put_under(
        &self,
        sender: &Reauthenticator,
        image: ImageId,
        data: &[u8],
    ) -> registry::Result<()> {
        let uploads = self.registry.uploads(&self.alice.caller).under(sender);
        uploads
            .put(image, Some(data.len() as u64), body(data))
            .await
    }

    /// Tells that alice is who she is, and does something when it is asked for that time. Also tells whether it was done.
    fn asked<F: Future<Output = ()> + Send + 'static>(
        &mut self,
        moment: usize,
        act: impl Fn() -> F + Send + Sync + 'static,
    ) -> (Reauthenticator, Arc<AtomicBool>) {
        let (alice, times, is_done) = (
            self.alice.caller.clone(),
            AtomicUsize::new(0),
            Arc::new(AtomicBool::new(false)),
        );
        let done = is_done.clone();
        let reauthenticator = Reauthenticator::new(move || {
            let is_now = times.fetch_add(1, Ordering::Relaxed) + 1 == moment;
            let acting = is_now.then(&act);
            let (alice, done) = (alice.clone(), done.clone());
            Box::pin(async move {
                if let Some(acting) = acting {
                    acting.await;
                    done.store(true, Ordering::Relaxed);
                }
                Ok(Some(alice))
            })
        });
        (reauthenticator, is_done)
    }

    async fn now(&self, image: ImageId) -> Image {
        let images = self.registry.images(&self.alice.caller);
        images.get(image).await.expect("the image")
    }

    /// Refused, with an answer that holds `why`, and as if nothing had come.
    async fn refused(&self, image: ImageId, outcome: registry::Result<()>, why: &str) {
        let error = outcome.expect_err("is refused");
        assert!(error.to_string().contains(why), "{error}\nand not {why}");
        assert_eq!(error.kind(), model::ErrorKind::Invalid, "{error}");
        let image = self.now(image).await;
        assert_eq!((image.status, image.size), (Status::Queued, None));
        assert_eq!(image.properties.get(SIGNATURE_NOTE), None);
    }
}

async fn admin(fixtures: &Fixtures) -> Person {
    let project = fixtures.project("operators").await;
    fixtures.user("root", &project, Role::Admin).await
}

fn name_of(hash: &str) -> String {
    format!("SHA-{}", &hash[3..])
}

fn signed(
    signature: &str,
    hash: &str,
    key: &str,
    certificate: CertificateId,
) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("img_signature".to_owned(), signature.to_owned()),
        ("img_signature_hash_method".to_owned(), name_of(hash)),
        ("img_signature_key_type".to_owned(), key.to_owned()),
        (
            "img_signature_certificate_uuid".to_owned(),
            certificate.to_string(),
        ),
    ])
}

fn note(image: &Image) -> Value {
    let note = image.properties.get(SIGNATURE_NOTE).expect("is verified");
    serde_json::from_str(note).expect("JSON")
}

fn set(properties: &BTreeMap<String, String>) -> Vec<Change> {
    let set = |(name, value): (&String, &String)| {
        Change::Property(Property {
            name: name.clone(),
            value: value.clone(),
            condition: Condition::Always,
        })
    };
    properties.iter().map(set).collect()
}

both_databases! {
    async fn every_algorithm_verifies_what_was_signed_and_nothing_else(db: TestDb) {
        let scene = Scene::new(&db).await;
        let data = noise(100_000);
        let mut changed = data.clone();
        changed[50_000] ^= 1;
        for (kind, key, hashes) in ALL {
            let (ours, other) = (scene.openssl.self_signed(kind, "ours"), scene.openssl.self_signed(kind, "other"));
            let certificate = scene.register(&ours.pem).await.expect("registers");
            assert_eq!(certificate.certificate.key_type().expect("signs").as_str(), key);
            for hash in hashes {
                // The longest salt, as OpenStack's clients take, and that of the length of the hash.
                for salt in if kind == KeyKind::Rsa { &["max", "digest"][..] } else { &["max"] } {
                    let signature = scene.openssl.sign(&ours, hash, &data, salt);
                    let image = scene.image(signed(&signature, hash, key, certificate.id)).await;
                    let tampered = scene.put(image.id, &changed).await;
                    scene.refused(image.id, tampered, "the signature does not match the data").await;
                    scene.put(image.id, &data).await.unwrap_or_else(|error| panic!("{key} {hash} {salt}: {error}"));
                    let image = scene.now(image.id).await;
                    assert_eq!(image.status, Status::Active);
                    assert_eq!(note(&image)["subject"], "CN=ours");
                    assert_eq!(note(&image)["certificate_id"], certificate.id.to_string());
                }
                let forged = scene.openssl.sign(&other, hash, &data, "max");
                let image = scene.image(signed(&forged, hash, key, certificate.id)).await;
                let outcome = scene.put(image.id, &data).await;
                scene.refused(image.id, outcome, "or the signature was not made with the key of certificate \"CN=ours\" by").await;
            }
        }
        assert_eq!(reservations(&db).await, 0);
    }

    async fn a_signature_is_verified_across_requests_nodes_and_entrances(db: TestDb) {
        let scene = Scene::new(&db).await;
        let second = open(&db).await;
        let ours = scene.openssl.self_signed(KeyKind::P384, "ours");
        let certificate = scene.register(&ours.pem).await.expect("registers");
        let data = noise(100_000);
        for hash in ["sha224", "sha256", "sha384", "sha512"] {
            let properties = signed(&scene.openssl.sign(&ours, hash, &data, ""), hash, "ECC_SECP384R1", certificate.id);
            // In two requests to two nodes.
            for is_changed in [false, true] {
                let new = NewImage { properties: properties.clone(), ..raw("tus") };
                let new = NewUpload {
                    target: Target::New(Box::new(new)),
                    length: Some(data.len() as u64),
                    sha256: None,
                    sha512: None,
                    metadata: String::new(),
                };
                let mut data = data.clone();
                data[60_000] ^= u8::from(is_changed);
                let caller = &scene.alice.caller;
                let began = scene.registry.uploads(caller).begin(&new).await.expect("begins");
                scene.registry.uploads(caller).append(began.id, 0, None, body(&data[..30_000])).await.expect("takes it");
                let outcome = second.uploads(caller).append(began.id, 30_000, None, body(&data[30_000..])).await;
                if is_changed {
                    scene.refused(began.image, outcome.map(drop), "does not match the data").await;
                } else {
                    outcome.expect("is verified");
                    assert_eq!(note(&scene.now(began.image).await)["subject"], "CN=ours");
                }
            }
            // Staged, then imported; signed before or after the staging.
            for (is_signed_first, is_changed) in [(true, false), (true, true), (false, false), (false, true)] {
                let image = scene.image(if is_signed_first { properties.clone() } else { BTreeMap::new() }).await;
                let mut data = data.clone();
                data[60_000] ^= u8::from(is_changed);
                let caller = &scene.alice.caller;
                scene.registry.uploads(caller).stage(image.id, None, body(&data)).await.expect("stages");
                if !is_signed_first {
                    scene.registry.images(caller).update(image.id, &set(&properties)).await.expect("changes");
                }
                import(&scene, image.id).await.expect("begins");
                scene.registry.system().do_tasks().await.expect("are done");
                let image = scene.now(image.id).await;
                if is_changed {
                    assert_eq!(image.status, Status::Queued);
                    let tasks = scene.registry.tasks(caller).of_image(image.id).await.expect("mine");
                    assert!(tasks[0].message.contains("does not match the data"), "{}", tasks[0].message);
                } else {
                    assert_eq!(note(&image)["subject"], "CN=ours");
                }
            }
        }
        assert_eq!(reservations(&db).await, 0);
    }

    async fn what_cannot_be_verified_is_refused_before_any_data(db: TestDb) {
        let scene = Scene::new(&db).await;
        let ours = scene.openssl.self_signed(KeyKind::Ed25519, "ours");
        let certificate = scene.register(&ours.pem).await.expect("registers");
        let data = noise(10_000);
        let good = signed(&scene.openssl.sign(&ours, "sha256", &data, ""), "sha256", "ED25519", certificate.id);
        let unread = || {
            let pieces = futures::stream::once(async { panic!("nobody reads the data") });
            futures::StreamExt::boxed(pieces)
        };
        let with = |name: &str, value: Option<&str>| {
            let mut properties = good.clone();
            match value {
                Some(value) => properties.insert(name.to_owned(), value.to_owned()),
                None => properties.remove(name),
            };
            properties
        };
        let unknown = "00000000-0000-4000-8000-000000000000";
        for (properties, why) in [
            (with("img_signature", None), "img_signature is missing"),
            (with("img_signature_hash_method", None), "img_signature_hash_method is missing"),
            (with("img_signature_key_type", None), "img_signature_key_type is missing"),
            (with("img_signature_certificate_uuid", None), "img_signature_certificate_uuid is missing"),
            (with("img_signature", Some("?")), "img_signature is not base64"),
            (with("img_signature", Some("")), "img_signature is empty"),
            (with("img_signature_hash_method", Some("MD5")), "img_signature_hash_method is `MD5`; it must be one of SHA-224"),
            (with("img_signature_key_type", Some("DSA")), "img_signature_key_type is `DSA`; it must be one of RSA-PSS"),
            (with("img_signature_key_type", Some("RSA-PSS")), "but the key of certificate \"CN=ours\" is ED25519"),
            (with("img_signature_certificate_uuid", Some("x")), "img_signature_certificate_uuid is not a UUID"),
            (with("img_signature_certificate_uuid", Some(unknown)), "no certificate with that ID is registered"),
        ] {
            let image = scene.image(properties.clone()).await;
            let (id, uploads) = (image.id, scene.registry.uploads(&scene.alice.caller));
            scene.refused(id, uploads.put(id, None, unread()).await, why).await;
            scene.refused(id, uploads.stage(id, None, unread()).await, why).await;
            let new = NewUpload {
                target: Target::Image(id),
                length: Some(10_000),
                sha256: None,
                sha512: None,
                metadata: String::new(),
            };
            scene.refused(id, uploads.begin(&new).await.map(drop), why).await;
            let new = NewImage { properties, ..raw("new") };
            let new = NewUpload { target: Target::New(Box::new(new)), ..new_upload() };
            let error = uploads.begin(&new).await.expect_err("is refused");
            assert!(error.to_string().contains(why), "{error}");
        }
        assert!(left(&scene.registry, &db).await.is_empty());
    }

    async fn a_signature_counts_as_it_is_when_the_image_becomes_active_and_then_stays(db: TestDb) {
        let scene = Scene::new(&db).await;
        let ours = scene.openssl.self_signed(KeyKind::Ed25519, "ours");
        let certificate = scene.register(&ours.pem).await.expect("registers");
        let data = noise(10_000);
        let good = signed(&scene.openssl.sign(&ours, "sha384", &data, ""), "sha384", "ED25519", certificate.id);
        let (caller, images) = (&scene.alice.caller, scene.registry.images(&scene.alice.caller));
        // Signed with the data half way: verified all the same.
        let image = scene.image(BTreeMap::new()).await;
        let new = NewUpload { target: Target::Image(image.id), ..new_upload() };
        let began = scene.registry.uploads(caller).begin(&new).await.expect("begins");
        scene.registry.uploads(caller).append(began.id, 0, None, body(&data[..5_000])).await.expect("takes it");
        images.update(image.id, &set(&good)).await.expect("changes");
        scene.registry.uploads(caller).append(began.id, 5_000, None, body(&data[5_000..])).await.expect("verifies");
        assert_eq!(note(&scene.now(image.id).await)["subject"], "CN=ours");
        // What was verified cannot be changed any more; nor can the note be forged or removed.
        for name in good.keys() {
            let error = images.update(image.id, &[Change::RemoveProperty(name.clone())]).await.expect_err("is fixed");
            assert_eq!(error.to_string(), format!("{name} is fixed: the data of the image was verified with that signature"));
        }
        for change in [
            Change::RemoveProperty(SIGNATURE_NOTE.to_owned()),
            Change::Property(Property { name: SIGNATURE_NOTE.to_owned(), value: "{}".to_owned(), condition: Condition::Always }),
        ] {
            images.update(image.id, &[change]).await.expect_err("is the server's");
        }
        // An image that has its data already takes a signature as Glance does, and is not said to be verified.
        let late = scene.image(BTreeMap::new()).await;
        scene.put(late.id, &data).await.expect("takes it");
        images.update(late.id, &set(&good)).await.expect("changes");
        assert_eq!(scene.now(late.id).await.properties.get(SIGNATURE_NOTE), None);
    }

    async fn a_certificate_counts_while_it_is_valid_and_no_link_of_its_chain_is_revoked(db: TestDb) {
        let scene = Scene::new(&db).await;
        let top = scene.openssl.self_signed(KeyKind::P256, "top");
        let ours = scene.openssl.issued(&top, (KeyKind::P384, "leaf"), "ours", (2020, 2090));
        let expired = scene.openssl.issued(&top, (KeyKind::P384, "leaf"), "expired", (2019, 2020));
        let of_top = scene.register(&top.pem).await.expect("registers");
        let certificate = scene.register(&ours.pem).await.expect("registers");
        let data = noise(10_000);
        let good = signed(&scene.openssl.sign(&ours, "sha256", &data, ""), "sha256", "ECC_SECP384R1", certificate.id);
        let certificates = scene.registry.certificates(&scene.admin.caller);
        let [done, half, never, late] = [0; 4].map(|_| scene.image(good.clone()));
        let (done, half, never, late) = (done.await, half.await, never.await, late.await);
        scene.put(done.id, &data).await.expect("is verified");

        // Its year comes to an end.
        let replace = async |id: CertificateId, pem: &str| {
            let der = signing::Certificate::from_pem(pem).expect("reads").der;
            let replace = query("update certificate set der = $2 where id = $1").bind(id.to_string()).bind(der);
            db.db.execute(replace).await.expect("is replaced");
        };
        replace(certificate.id, &expired.pem).await;
        scene.refused(never.id, scene.put(never.id, &data).await, "certificate \"CN=expired\" expired on 2020-01-01").await;
        replace(certificate.id, &ours.pem).await;

        // Its issuer is revoked with the data half way.
        let new = NewUpload { target: Target::Image(half.id), ..new_upload() };
        let uploads = scene.registry.uploads(&scene.alice.caller);
        let began = uploads.begin(&new).await.expect("begins");
        uploads.append(began.id, 0, None, body(&data[..5_000])).await.expect("takes it");
        certificates.revoke(of_top.id, "the key was lost").await.expect("is revoked");
        let outcome = uploads.append(began.id, 5_000, None, body(&data[5_000..])).await;
        scene.refused(half.id, outcome.map(drop), "the issuer is missing, expired or revoked").await;
        certificates.revoke(certificate.id, "the key was lost").await.expect("is revoked");
        scene.refused(late.id, scene.put(late.id, &data).await, "the key of certificate \"CN=ours\" was revoked on").await;

        // What was verified before stays so.
        assert_eq!(note(&scene.now(done.id).await)["subject"], "CN=ours");
    }

    async fn what_is_revoked_or_required_counts_until_the_image_is_active(db: TestDb) {
        let mut scene = Scene::new(&db).await;
        let data = noise(10_000);
        let project = scene.alice.caller.project.clone();
        let mut stopped = (0, 0);
        // Whoever sends is asked a few times; each time something else happens at that moment.
        for moment in 1..=4 {
            let ours = scene.openssl.self_signed(KeyKind::Ed25519, "ours");
            let certificate = scene.register(&ours.pem).await.expect("registers").id;
            let good = signed(&scene.openssl.sign(&ours, "sha256", &data, ""), "sha256", "ED25519", certificate);
            let (registry, admin) = (scene.registry.clone(), scene.admin.caller.clone());
            let revoke = scene.asked(moment, move || {
                let (registry, admin) = (registry.clone(), admin.clone());
                async move { drop(registry.certificates(&admin).revoke(certificate, "stolen").await.expect("is revoked")) }
            });
            let image = scene.image(good).await;
            let outcome = scene.put_under(&revoke.0, image.id, &data).await;
            if revoke.1.load(Ordering::Relaxed) {
                stopped.0 += 1;
                scene.refused(image.id, outcome, "was revoked on").await;
            }

            let (registry, admin, of) = (scene.registry.clone(), scene.admin.caller.clone(), project.clone());
            let require = scene.asked(moment, move || {
                let (registry, admin, of) = (registry.clone(), admin.clone(), of.clone());
                async move { registry.certificates(&admin).require_signature(&of, true).await.expect("is set") }
            });
            let image = scene.image(BTreeMap::new()).await;
            let outcome = scene.put_under(&require.0, image.id, &data).await;
            if require.1.load(Ordering::Relaxed) {
                stopped.1 += 1;
                scene.refused(image.id, outcome, "must be signed").await;
            }
            scene.registry.certificates(&scene.admin.caller).require_signature(&project, false).await.expect("is set");
        }
        assert!(stopped.0 > 1 && stopped.1 > 1, "something happened while data arrived and before it was accepted: {stopped:?}");

        let before = left(&scene.registry, &db).await.len();
        // Whoever changes the signature again and again keeps nobody busy for ever.
        let ours = scene.openssl.self_signed(KeyKind::Ed25519, "ours");
        let certificate = scene.register(&ours.pem).await.expect("registers").id;
        let good = signed(&scene.openssl.sign(&ours, "sha384", &data, ""), "sha384", "ED25519", certificate);
        let image = scene.image(good.clone()).await;
        let (registry, alice, times) = (scene.registry.clone(), scene.alice.caller.clone(), AtomicUsize::new(0));
        let restless = Reauthenticator::new(move || {
            let (registry, alice) = (registry.clone(), alice.clone());
            let spaces = " ".repeat(times.fetch_add(1, Ordering::Relaxed));
            let change = set(&BTreeMap::from([("img_signature".to_owned(), good["img_signature"].clone() + &spaces)]));
            Box::pin(async move {
                registry.images(&alice).update(image.id, &change).await?;
                Ok(Some(alice))
            })
        });
        let outcome = scene.put_under(&restless, image.id, &data).await;
        assert_eq!(outcome.expect_err("ends").kind(), model::ErrorKind::Conflict);
        scene.registry.images(&scene.alice.caller).delete(image.id).await.expect("is deleted");
        assert_eq!(left(&scene.registry, &db).await.len(), before);
    }

    async fn a_project_may_require_signatures(db: TestDb) {
        let scene = Scene::new(&db).await;
        let ours = scene.openssl.self_signed(KeyKind::Ed25519, "ours");
        let certificate = scene.register(&ours.pem).await.expect("registers");
        let data = noise(10_000);
        let project = &scene.alice.caller.project;
        let half = scene.image(BTreeMap::new()).await;
        let new = NewUpload { target: Target::Image(half.id), ..new_upload() };
        let uploads = scene.registry.uploads(&scene.alice.caller);
        let began = uploads.begin(&new).await.expect("begins");
        uploads.append(began.id, 0, None, body(&data[..5_000])).await.expect("takes it");

        let certificates = scene.registry.certificates(&scene.alice.caller);
        certificates.require_signature(project, true).await.expect_err("is an admin's");
        assert!(!certificates.is_signature_required(project).await.expect("is theirs to know"));
        let certificates = scene.registry.certificates(&scene.admin.caller);
        certificates.require_signature(project, true).await.expect("is set");
        assert!(certificates.is_signature_required(project).await.expect("looks"));

        let outcome = uploads.append(began.id, 5_000, None, body(&data[5_000..])).await;
        scene.refused(half.id, outcome.map(drop), "must be signed").await;
        let image = scene.image(BTreeMap::new()).await;
        scene.refused(image.id, scene.put(image.id, &data).await, "must be signed").await;
        let good = signed(&scene.openssl.sign(&ours, "sha512", &data, ""), "sha512", "ED25519", certificate.id);
        let image = scene.image(good).await;
        scene.put(image.id, &data).await.expect("is signed");
        certificates.require_signature(project, false).await.expect("is set");
        scene.put(scene.image(BTreeMap::new()).await.id, &data).await.expect("need not be signed");
    }

    async fn a_node_of_an_older_release_in_between_costs_a_second_reading_only(db: TestDb) {
        let scene = Scene::new(&db).await;
        let ours = scene.openssl.self_signed(KeyKind::Ed25519, "ours");
        let certificate = scene.register(&ours.pem).await.expect("registers");
        let data = noise(10_000);
        let good = signed(&scene.openssl.sign(&ours, "sha384", &data, ""), "sha384", "ED25519", certificate.id);
        let image = scene.image(good).await;
        let new = NewUpload { target: Target::Image(image.id), ..new_upload() };
        let uploads = scene.registry.uploads(&scene.alice.caller);
        let began = uploads.begin(&new).await.expect("begins");
        uploads.append(began.id, 0, None, body(&data[..2_000])).await.expect("takes it");
        // The older release counts bytes without taking them into the hash, whose column it does not know.
        let sql = "select signature_hash from upload where id = $1";
        let state: Option<Vec<u8>> = db.db.scalar_optional(query(sql).bind(began.id.to_string())).await.expect("reads");
        uploads.append(began.id, 2_000, None, body(&data[2_000..4_000])).await.expect("takes it");
        let stale = query("update upload set signature_hash = $2 where id = $1").bind(began.id.to_string()).bind(state);
        db.db.execute(stale).await.expect("is stale");
        uploads.append(began.id, 4_000, None, body(&data[4_000..])).await.expect("verifies");
        assert_eq!(note(&scene.now(image.id).await)["subject"], "CN=ours");
    }
}

fn new_upload() -> NewUpload {
    NewUpload {
        target: Target::New(Box::new(raw("new"))),
        length: Some(10_000),
        sha256: None,
        sha512: None,
        metadata: String::new(),
    }
}

async fn import(scene: &Scene, image: ImageId) -> registry::Result<()> {
    let new = NewImport {
        source: Source::Staged,
        stores: Destination::Default,
        asked: json!({ "method": { "name": "glance-direct" } }),
        request: "req-test".to_owned(),
        grounds: String::new(),
    };
    let imports = scene.registry.imports(&scene.alice.caller);
    imports.start(image, &new).await.map(drop)
}
