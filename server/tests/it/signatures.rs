//! Signatures of images over HTTP: certificates, every way in, what is told, and Barbican.

use model::ImageId;
use serde_json::{Value, json};
use testkit::{KeyKind, OpenSsl, both_databases, noise, openssl::Identity};

use crate::helpers::{Client, FakeKeystone, TestApp, web};

const CERTIFICATES: &str = "/api/v1/certificates";
const PATCH: &str = "application/openstack-images-v2.1-json-patch";

/// Registers the certificate of `of` for all projects, and tells its id.
async fn register(admin: &Client, of: &Identity) -> String {
    let made = admin
        .post_json(CERTIFICATES, &json!({ "certificate": of.pem }))
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    assert_eq!(made.header("location"), format!("{CERTIFICATES}/{id}"));
    id
}

/// The properties of an image that is signed so, with SHA-384.
fn signed(signature: &str, certificate: &str) -> Value {
    json!({
        "name": "signed", "disk_format": "raw", "container_format": "bare",
        "img_signature": signature, "img_signature_hash_method": "SHA-384",
        "img_signature_key_type": "ECC_SECP384R1", "img_signature_certificate_uuid": certificate,
    })
}

async fn create(client: &Client, body: &Value) -> ImageId {
    let made = client.post_json("/image/v2/images", body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"]
        .as_str()
        .expect("an id")
        .parse()
        .expect("a UUID")
}

async fn shown(client: &Client, image: ImageId) -> Value {
    client
        .get(&format!("/image/v2/images/{image}"))
        .await
        .json()
}

/// The image is active, and told to be verified with the certificate of `subject`.
async fn verified(client: &Client, image: ImageId, subject: &str) -> Value {
    let image = shown(client, image).await;
    assert_eq!(image["status"], "active", "{image}");
    let note = image["os_glance_signature"].as_str().expect("is verified");
    let note: Value = serde_json::from_str(note).expect("JSON");
    assert_eq!(note["subject"], subject);
    assert_eq!(note["trusted"], json!(note["barbican_id"].is_null()));
    note
}

/// The image is as if no data had come.
async fn unfilled(client: &Client, image: ImageId) {
    let image = shown(client, image).await;
    assert_eq!(
        (&image["status"], &image["size"]),
        (&json!("queued"), &Value::Null)
    );
    assert_eq!(image.get("os_glance_signature"), None);
}

fn changed(data: &[u8]) -> Vec<u8> {
    let mut changed = data.to_vec();
    *changed.last_mut().expect("a byte") ^= 1;
    changed
}

both_databases! {
    async fn data_is_verified_whichever_way_it_comes(db: TestDb) {
        let (address, _) = web().await;
        let app = TestApp::with(db, &[("VITRINE_IMPORT_ALLOW", &address.to_string())]).await;
        let (admin, alice) = (app.admin_called("root").await, app.user("alice").await);
        let openssl = OpenSsl::default();
        let ours = openssl.self_signed(KeyKind::P384, "ours");
        let certificate = register(&admin, &ours).await;
        // What the server on the web sends.
        let data = noise(1 << 20);
        for (is_good, signature) in [
            (true, openssl.sign(&ours, "sha384", &data, "")),
            (false, openssl.sign(&ours, "sha384", &changed(&data), "")),
        ] {
            let body = signed(&signature, &certificate);
            let ended = async |image: ImageId, status: u16, due: u16, text: String| {
                if is_good {
                    assert_eq!(status, due, "{text}");
                    verified(&alice, image, "CN=ours").await;
                } else {
                    assert_eq!(status, 400, "{text}");
                    assert!(text.contains("the signature does not match the data"), "{text}");
                    unfilled(&alice, image).await;
                }
            };
            let image = create(&alice, &body).await;
            let answer = alice.put_data(image, &data).await;
            if !is_good {
                assert_eq!(answer.header("vitrine-reason"), "bad_signature");
            }
            ended(image, answer.status.as_u16(), 204, answer.text()).await;

            let uri = format!("http://{address}/tiny.raw");
            for method in [json!({ "name": "glance-direct" }), json!({ "name": "web-download", "uri": uri })] {
                let image = create(&alice, &body).await;
                if method["name"] == "glance-direct" {
                    assert_eq!(alice.stage(image, &data).await.status, 204);
                }
                assert_eq!(alice.import(image, &json!({ "method": method })).await.status, 202);
                app.do_tasks().await;
                let tasks = alice.get(&format!("/image/v2/images/{image}/tasks")).await.json();
                let task = &tasks["tasks"][0];
                let told = task["message"].as_str().unwrap_or_default().to_owned();
                let status = if task["status"] == "success" { 202 } else { 400 };
                ended(image, status, 202, told).await;
            }

            // In two requests.
            let image = create(&alice, &body).await;
            let tus = alice.clone().header("tus-resumable", "1.0.0");
            let begin = tus.clone().header("upload-length", &data.len().to_string());
            let begin = begin.header("upload-metadata", &metadata(image)).send("POST", "/uploads", "").await;
            let place = begin.header("location").to_owned();
            let send = |at: usize, data: &[u8]| {
                let tus = tus.clone().header("upload-offset", &at.to_string());
                let tus = tus.header("content-type", "application/offset+octet-stream");
                let (data, place) = (data.to_vec(), place.clone());
                async move { tus.send("PATCH", &place, data).await }
            };
            assert_eq!(send(0, &data[..300_000]).await.status, 204);
            let last = send(300_000, &data[300_000..]).await;
            ended(image, last.status.as_u16(), 204, last.text()).await;
        }
    }

    async fn four_properties_make_a_signature_and_three_make_none(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin_called("root").await, app.user("alice").await);
        let openssl = OpenSsl::default();
        let ours = openssl.self_signed(KeyKind::P384, "ours");
        let certificate = register(&admin, &ours).await;
        let body = signed(&openssl.sign(&ours, "sha384", b"data", ""), &certificate);
        for missing in ["img_signature", "img_signature_hash_method", "img_signature_key_type", "img_signature_certificate_uuid"] {
            let mut body = body.clone();
            let value = body.as_object_mut().expect("fields").remove(missing).expect("is there");
            let image = create(&alice, &body).await;
            for answer in [alice.put_data(image, b"data").await, alice.stage(image, b"data").await] {
                assert_eq!(answer.status, 400);
                assert!(answer.text().contains(&format!("{missing} is missing")), "{}", answer.text());
            }
            unfilled(&alice, image).await;
            let add = json!([{ "op": "add", "path": format!("/{missing}"), "value": value }]);
            let path = format!("/image/v2/images/{image}");
            let client = alice.clone().header("content-type", PATCH);
            assert_eq!(client.send("PATCH", &path, add.to_string()).await.status, 200);
            assert_eq!(alice.put_data(image, b"data").await.status, 204);
            verified(&alice, image, "CN=ours").await;
            // From here on it is fixed, also against the project's own people.
            let remove = json!([{ "op": "remove", "path": format!("/{missing}") }]);
            let answer = client.send("PATCH", &path, remove.to_string()).await;
            assert_eq!(answer.status, 403, "{}", answer.text());
            assert!(answer.text().contains(&format!("{missing} is fixed")), "{}", answer.text());
        }
    }

    async fn certificates_are_registered_shown_revoked_and_deleted(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin_called("root").await, app.user("alice").await);
        let openssl = OpenSsl::default();
        let ours = openssl.self_signed(KeyKind::Rsa, "ours");
        let project = &alice.person().caller.project;
        let body = json!({ "certificate": ours.pem, "name": "Release signing", "project_id": project });
        let made = admin.post_json(CERTIFICATES, &body).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let made = made.json();
        assert_eq!(made["name"], "Release signing");
        assert_eq!(made["project_id"], json!(project));
        assert_eq!((&made["subject"], &made["issuer"], &made["key_type"]), (&json!("CN=ours"), &json!("CN=ours"), &json!("RSA-PSS")));
        assert_eq!((&made["self_signed"], &made["revoked_at"]), (&json!(true), &Value::Null));
        assert_eq!(made["certificate"].as_str().expect("PEM").trim(), ours.pem.trim());
        let at = format!("{CERTIFICATES}/{}", made["id"].as_str().expect("an id"));
        assert_eq!(alice.get(&at).await.json(), made);
        assert_eq!(alice.get(CERTIFICATES).await.json()["certificates"], json!([made]));

        for (body, why) in [
            (json!({}), "certificate"),
            (json!({ "certificate": 1 }), "certificate is not as it should be"),
            (json!({ "certificate": "x" }), "is not in PEM"),
            (json!({ "certificate": ours.pem, "colour": "red" }), "colour"),
            (json!({ "certificate": ours.pem, "project_id": "nowhere" }), "project_id is nowhere; there is no such project"),
            (json!({ "certificate": ours.pem, "name": "x".repeat(256) }), "name is longer than 255 characters"),
        ] {
            let answer = admin.post_json(CERTIFICATES, &body).await;
            assert_eq!(answer.status, 400, "{}", answer.text());
            assert!(answer.text().contains(why), "{}\nand not {why}", answer.text());
        }
        assert_eq!(admin.post_json(CERTIFICATES, &body).await.status, 409);
        assert_eq!(admin.post_json(&format!("{at}/revoke"), &json!({ "reason": "" })).await.status, 400);
        let revoked = admin.post_json(&format!("{at}/revoke"), &json!({ "reason": "lost" })).await;
        assert_eq!((revoked.status.as_u16(), &revoked.json()["revoked_because"]), (200, &json!("lost")));
        assert_eq!(admin.send("DELETE", &at, "").await.status, 409, "it could be used again");
        let other = admin.post_json(CERTIFICATES, &json!({ "certificate": openssl.self_signed(KeyKind::P521, "other").pem })).await;
        let at = format!("{CERTIFICATES}/{}", other.json()["id"].as_str().expect("an id"));
        assert_eq!(admin.send("DELETE", &at, "").await.status, 204);
        assert_eq!(admin.send("DELETE", &at, "").await.status, 404);
        assert_eq!(alice.get(&format!("{CERTIFICATES}/x")).await.status, 404);
    }

    async fn a_project_that_requires_signatures_takes_no_other_data(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin_called("root").await, app.user("alice").await);
        let at = format!("/api/v1/projects/{}/signatures", alice.person().caller.project);
        assert_eq!(admin.send_json("PUT", &at, &json!({ "required": true })).await.status, 200);
        assert_eq!(alice.get(&at).await.json(), json!({ "required": true }));
        let image = alice.image("unsigned").await;
        for answer in [alice.put_data(image, b"data").await, alice.stage(image, b"data").await] {
            assert_eq!(answer.status, 400);
            assert!(answer.text().contains("must be signed"), "{}", answer.text());
        }
        let uri = json!({ "method": { "name": "web-download", "uri": "https://example.org/x" } });
        assert_eq!(alice.import(image, &uri).await.status, 400);
        unfilled(&alice, image).await;
        let nowhere = "/api/v1/projects/nowhere/signatures";
        assert_eq!(admin.send_json("PUT", nowhere, &json!({ "required": true })).await.status, 404);
        assert_eq!(admin.get(nowhere).await.status, 404);
        let events = alice.get("/api/v1/activity?action=project.update").await.json();
        assert_eq!(events["activity"][0]["details"], json!({ "signatures_required": { "from": false, "to": true } }), "{events}");
    }

    async fn a_certificate_in_barbican_is_found_with_the_rights_of_whoever_sends(db: TestDb) {
        let keystone = FakeKeystone::new().await;
        let mut variables = keystone.variables();
        let url = keystone.url.trim_end_matches("/v3").to_owned();
        variables.push(("VITRINE_KEYSTONE_KEY_MANAGER_URL", url));
        let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let app = TestApp::with(db, &variables).await;
        for (token, user, role) in [("a", "alice", "member"), ("b", "bob", "member"), ("root", "root", "admin")] {
            keystone.give(token, user, role);
        }
        let with = |token: &str| app.anonymous().header("x-auth-token", token);
        let (alice, bob, admin) = (with("a"), with("b"), with("root"));
        let openssl = OpenSsl::default();
        let ours = openssl.self_signed(KeyKind::P384, "ours");
        let secret = "5f2b1c80-6f5e-4a52-9d53-0d1f1c7f0a11";
        keystone.knows().secrets.push(("a".to_owned(), secret.to_owned(), ours.pem.clone()));
        let body = signed(&openssl.sign(&ours, "sha384", b"data", ""), secret);

        let of_bob = create(&bob, &body).await;
        let refused = bob.put_data(of_bob, b"data").await;
        assert_eq!(refused.status, 400);
        assert!(refused.text().contains("no certificate with that ID"), "{}", refused.text());

        let image = create(&alice, &body).await;
        assert_eq!(alice.put_data(image, b"other").await.status, 400);
        unfilled(&alice, image).await;
        assert_eq!(alice.put_data(image, b"data").await.status, 204);
        let note = verified(&alice, image, "CN=ours").await;
        assert_eq!((&note["barbican_id"], &note["trusted"]), (&json!(secret), &json!(false)));
        assert_eq!(bob.put_data(of_bob, b"data").await.status, 400, "what was copied for one project is not another's");

        // The copy serves from here on, whatever becomes of Barbican.
        keystone.knows().secrets.clear();
        let again = create(&alice, &body).await;
        assert_eq!(alice.put_data(again, b"data").await.status, 204);
        // Revoked, it is so under every id, and cannot be copied anew.
        let copies = admin.get(CERTIFICATES).await.json();
        let copy = copies["certificates"][0]["id"].as_str().expect("an id").to_owned();
        let revoke = format!("{CERTIFICATES}/{copy}/revoke");
        assert_eq!(admin.post_json(&revoke, &json!({ "reason": "lost" })).await.status, 200);
        assert_eq!(admin.send("DELETE", &format!("{CERTIFICATES}/{copy}"), "").await.status, 409);
        let twin = "5f2b1c80-6f5e-4a52-9d53-0d1f1c7f0a13";
        keystone.knows().secrets.push(("a".to_owned(), twin.to_owned(), ours.pem.clone()));
        for id in [secret, twin] {
            let body = signed(&openssl.sign(&ours, "sha384", b"data", ""), id);
            let answer = alice.put_data(create(&alice, &body).await, b"data").await;
            assert_eq!(answer.status, 400);
            assert!(answer.text().contains("was revoked on"), "{}", answer.text());
        }
        // It is no certificate that a project's requirement is met with.
        let at = "/api/v1/projects/project-of-alice/signatures";
        assert_eq!(admin.send_json("PUT", at, &json!({ "required": true })).await.status, 200);
        let last = create(&alice, &body).await;
        let answer = alice.put_data(last, b"data").await;
        assert_eq!(answer.status, 400, "{}", answer.text());

        // What cannot be asked is not taken for missing.
        keystone.knows().broken_secrets = true;
        let unknown = signed("c2lnbmF0dXJl", "5f2b1c80-6f5e-4a52-9d53-0d1f1c7f0a12");
        let answer = alice.put_data(create(&alice, &unknown).await, b"data").await;
        assert_eq!(answer.status, 503, "{}", answer.text());
        assert!(!answer.header("retry-after").is_empty());
    }
}

fn metadata(image: ImageId) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    format!("image_id {}", STANDARD.encode(image.to_string()))
}
