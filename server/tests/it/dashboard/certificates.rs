//! What an admin does with certificates, without a script, and what pages tell of images that were verified with them.

use registry::NewCertificate;
use testkit::{KeyKind, OpenSsl};

use super::*;

/// A self-signed certificate, valid for a hundred years.
const PEM: &str = include_str!("acme.pem");

async fn admin(app: &TestApp) -> (Client, Client, String) {
    let root = app.admin_called("root").await;
    let pages = format!(
        "/projects/{}/admin/certificates",
        root.person().caller.project
    );
    (root, signed_in(app, "root").await, pages)
}

fn new(name: &str, pem: &str) -> String {
    form(&[("name", name), ("project", ""), ("pem", pem)])
}

/// The page of the only certificate that there is, and its id.
async fn only_one(app: &TestApp, root: &Client, pages: &str) -> (String, String) {
    let caller = &root.person().caller;
    let all = app.registry.certificates(caller).list().await;
    let all = all.expect("certificates");
    assert_eq!(all.len(), 1);
    let id = all[0].id.to_string();
    (format!("{pages}/{id}"), id)
}

both_databases! {
    async fn a_certificate_is_added_revoked_and_deleted(db: TestDb) {
        let app = TestApp::new(db).await;
        let (root, browser, pages) = admin(&app).await;
        let empty = browser.get(&pages).await.text();
        assert!(empty.contains("There are no certificates yet."), "said");
        let added = post(&browser, &pages, "create_certificate", &new("", PEM)).await.text();
        assert!(added.contains("CN=Acme signing is added."), "it is called by its subject: {added}");
        let listed = browser.get(&pages).await.text();
        assert!(listed.contains("CN=Acme signing") && listed.contains("ED25519") && listed.contains("All projects"), "{listed}");

        let (page, id) = only_one(&app, &root, &pages).await;
        let shown = browser.get(&page).await.text();
        assert!(shown.contains("Self-signed") && shown.contains("-----BEGIN CERTIFICATE-----") && shown.contains("Added by"), "{shown}");
        let revoke = |reason: &str| form(&[("id", &id), ("reason", reason)]);
        let refused = post(&browser, &page, "revoke_certificate", &revoke(" ")).await.text();
        assert!(refused.contains("Enter a reason."), "beside the field");
        let revoked = post(&browser, &page, "revoke_certificate", &revoke("key lost")).await.text();
        assert!(revoked.contains("CN=Acme signing is revoked."), "said");
        assert!(revoked.contains("Reason: key lost") && !revoked.contains("/fn/revoke_certificate"), "once is enough: {revoked}");
        assert!(browser.get(&pages).await.text().contains("Revoked"), "in the table too");

        let delete = |typed: &str| form(&[("id", &id), ("name", typed)]);
        assert!(revoked.contains("cannot be deleted before it expires") && !revoked.contains("/fn/delete_certificate"), "{revoked}");
        let kept = post(&browser, &page, "delete_certificate", &delete("CN=Acme signing")).await.text();
        assert!(kept.contains("cannot be deleted before it expires"), "{kept}");
        let other = OpenSsl::default().self_signed(KeyKind::P384, "Other");
        let added = post(&browser, &pages, "create_certificate", &new("Other", &other.pem)).await;
        assert!(added.text().contains("Other is added."), "said");
        let all = app.registry.certificates(&root.person().caller).list().await.expect("certificates");
        let id = all.iter().find(|one| one.name == "Other").expect("is there").id.to_string();
        let page = format!("{pages}/{id}");
        let delete = |typed: &str| form(&[("id", &id), ("name", typed)]);
        let kept = post(&browser, &page, "delete_certificate", &delete("Acme")).await.text();
        assert!(kept.contains("The names do not match."), "the name is typed to be sure");
        let deleted = post(&browser, &page, "delete_certificate", &delete("Other")).await.text();
        assert!(deleted.contains("Other is deleted."), "said");
        assert_eq!(browser.get(&page).await.status, 404);
        let activity = browser.get(&pages.replace("certificates", "activity")).await.text();
        for told in ["Certificate added", "Certificate revoked", "Certificate deleted", "Reason: key lost", "Fingerprint (SHA-256): "] {
            assert!(activity.contains(told), "{told}: {activity}");
        }
    }

    async fn what_is_wrong_with_a_certificate_stands_below_it(db: TestDb) {
        let app = TestApp::new(db).await;
        let (_, browser, pages) = admin(&app).await;
        let refused = async |name: &str, pem: &str, why: &str| {
            let page = post(&browser, &pages, "create_certificate", &new(name, pem)).await.text();
            let below = page.split("class=\"field-problem\"").nth(1).and_then(|rest| rest.split("</span>").next());
            let below = below.unwrap_or_else(|| panic!("no field says what is wrong: {page}"));
            assert!(below.contains(why), "{below}");
            page
        };
        let typed = refused("Acme", "no certificate", "is not in PEM").await;
        assert!(typed.contains("no certificate") && typed.contains("value=\"Acme\""), "what was typed is still there");
        let secret = "c2VjcmV0LW9mLWFjbWU=";
        let key = format!("{PEM}-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----\n");
        let typed = refused("Acme", &key, "private key").await;
        assert!(!typed.contains(secret), "a private key is not shown again");
        refused(&"x".repeat(256), PEM, "255 characters").await;
        post(&browser, &pages, "create_certificate", &new("Acme", PEM)).await;
        refused("Acme again", PEM, "already exists").await;
        let elsewhere = form(&[("name", ""), ("project", "nowhere"), ("pem", PEM)]);
        let elsewhere = post(&browser, &pages, "create_certificate", &elsewhere).await.text();
        assert!(elsewhere.contains("There is no project nowhere."), "{elsewhere}");
        let chinese = browser.clone().header("accept-language", "zh-CN");
        let chinese = post(&chinese, &pages, "create_certificate", &new("", PEM)).await.text();
        assert!(chinese.contains("该证书已存在"), "{chinese}");
    }

    async fn only_who_may_manage_certificates_is_shown_them(db: TestDb) {
        let app = TestApp::new(db).await;
        let (root, browser, pages) = admin(&app).await;
        assert!(browser.get(&pages).await.text().contains(&format!("href=\"{pages}\"")), "in the navigation");
        post(&browser, &pages, "create_certificate", &new("Acme", PEM)).await;
        let (page, id) = only_one(&app, &root, &pages).await;
        app.colleague(&root, "member", Role::Member).await;
        let member = signed_in(&app, "member").await;
        assert_eq!(member.get(&pages).await.status, 403);
        assert_eq!(member.get(&page).await.status, 403);
        let images = pages.replace("admin/certificates", "images");
        assert!(!member.get(&images).await.text().contains("admin/certificates"), "nor the way there");
        let refused = post(&member, &images, "delete_certificate", &form(&[("id", &id), ("name", "Acme")])).await.text();
        assert!(!refused.contains("is deleted."), "{refused}");
        assert_eq!(browser.get(&page).await.status, 200);
    }

    async fn the_name_of_a_certificate_is_text_on_every_page(db: TestDb) {
        let app = TestApp::new(db).await;
        let (root, browser, pages) = admin(&app).await;
        let name = "</title></textarea><b-planted planted=1>\"'>";
        let added = post(&browser, &pages, "create_certificate", &new(name, PEM)).await.text();
        let (page, id) = only_one(&app, &root, &pages).await;
        let revoke = form(&[("id", &id), ("reason", name)]);
        let revoked = post(&browser, &page, "revoke_certificate", &revoke).await.text();
        let typed = post(&browser, &page, "delete_certificate", &form(&[("id", &id), ("name", &name[1..])])).await.text();
        let activity = browser.get(&pages.replace("certificates", "activity")).await.text();
        for text in [added, revoked, typed, browser.get(&pages).await.text(), activity] {
            assert!(text.contains("b-planted") && !text.contains("<b-planted"), "{text}");
        }
    }

    async fn a_project_is_told_to_take_signed_images_alone(db: TestDb) {
        let app = TestApp::new(db).await;
        let (_, browser, pages) = admin(&app).await;
        let alice = app.user("alice").await;
        let project = alice.person().caller.project.to_string();
        let page = format!("{}/{project}", pages.replace("certificates", "projects"));
        let box_of = |page: &str| {
            let input = page.split("name=\"required\"").nth(1).and_then(|rest| rest.split('>').next());
            input.expect("a box").contains("checked")
        };
        assert!(!box_of(&browser.get(&page).await.text()));
        let on = form(&[("id", &project), ("required", "on")]);
        let told = post(&browser, &page, "require_signatures", &on).await.text();
        assert!(told.contains("Images of alices-project must be signed.") && box_of(&told), "{told}");
        let image = alice.image("unsigned").await;
        assert_eq!(alice.put_data(image, b"data").await.status, 400);
        let told = post(&browser, &page, "require_signatures", &form(&[("id", &project)])).await.text();
        assert!(told.contains("Images of alices-project do not have to be signed.") && !box_of(&told), "{told}");
        assert_eq!(alice.put_data(image, b"data").await.status, 204);
        let activity = browser.get(&pages.replace("certificates", "activity")).await.text();
        for told in ["Images must be signed", "Images no longer have to be signed"] {
            assert!(activity.contains(told), "{told}: {activity}");
        }
        let nowhere = form(&[("id", "nowhere"), ("required", "on")]);
        let refused = post(&browser, &page, "require_signatures", &nowhere).await.text();
        assert!(refused.contains("There is no project nowhere."), "{refused}");
    }

    async fn the_page_of_an_image_tells_how_it_was_verified(db: TestDb) {
        let app = TestApp::new(db).await;
        let (root, browser, pages) = admin(&app).await;
        let openssl = OpenSsl::default();
        let acme = openssl.self_signed(KeyKind::Ed25519, "Acme");
        let certificates = app.registry.certificates(&root.person().caller);
        let of_acme = NewCertificate { name: "Acme".into(), project: None, pem: acme.pem.clone() };
        let of_acme = certificates.register(&of_acme).await.expect("a certificate").id;
        let alice = app.user("alice").await;
        let signed = json!({
            "name": "signed", "disk_format": "raw", "container_format": "bare",
            "img_signature": openssl.sign(&acme, "sha256", b"data", "").replace('\n', ""), "img_signature_hash_method": "SHA-256",
            "img_signature_key_type": "ED25519", "img_signature_certificate_uuid": of_acme,
        });
        let image = alice.post_json("/image/v2/images", &signed).await.json();
        let image: ImageId = image["id"].as_str().expect("an id").parse().expect("an id");
        assert_eq!(alice.put_data(image, b"data").await.status, 204);
        let page = format!("/projects/{}/images/{image}", alice.person().caller.project);
        let hers = signed_in(&app, "alice").await;
        let shown = hers.get(&page).await.text();
        assert!(shown.contains("Verified with the certificate of CN=Acme"), "{shown}");
        assert!(!shown.contains("<dt>os_glance_signature") && !shown.contains("Show certificate"), "{shown}");
        let to_admins = browser.get(&format!("{}/{image}", pages.replace("admin/certificates", "images"))).await.text();
        assert!(to_admins.contains(&format!("{pages}/{of_acme}")), "the way to the certificate: {to_admins}");
        let (seen, was) = (hidden(&shown, "seen"), hidden(&shown, "was"));
        let id = image.to_string();
        let other = form(&[("id", &id), ("seen", &seen), ("was", &was), ("visibility", "shared"), ("properties[0][key]", "img_signature"), ("properties[0][value]", "other")]);
        let refused = post(&hers, &page, "change_image", &other).await.text();
        assert!(refused.contains("img_signature cannot be changed"), "{refused}");
        certificates.revoke(of_acme, "key lost").await.expect("revoked");
        let shown = hers.get(&page).await.text();
        assert!(shown.contains("was revoked on") && shown.contains("Reason: key lost"), "{shown}");

        let late = alice.active("late", b"data").await;
        let page = format!("/projects/{}/images/{late}", alice.person().caller.project);
        let shown = hers.get(&page).await.text();
        assert!(!shown.contains("Verified with") && !shown.contains("verified by"), "nothing is said of what has none");
        let names = signed.as_object().expect("fields").iter().filter(|(name, _)| name.starts_with("img_signature"));
        let changes: Vec<Value> = names.map(|(name, value)| json!({ "op": "add", "path": format!("/{name}"), "value": value })).collect();
        let patch = alice.clone().header("content-type", "application/openstack-images-v2.1-json-patch");
        let patched = patch.send("PATCH", &format!("/image/v2/images/{late}"), json!(changes).to_string()).await;
        assert_eq!(patched.status, 200, "{}", patched.text());
        assert!(hers.get(&page).await.text().contains("Signed, but not verified by Vitrine"), "said");
    }
}
