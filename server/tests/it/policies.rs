//! What an operator's rules change.

use model::Role;
use serde_json::{Value, json};
use testkit::both_databases;

use crate::helpers::{Answer, Client, TestApp};

async fn create(who: &Client, body: Value) -> Answer {
    who.post_json("/image/v2/images", &body).await
}

fn raw(name: &str) -> Value {
    json!({ "name": name, "disk_format": "raw", "container_format": "bare" })
}

fn id(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().expect("an id").to_owned()
}

async fn upload(who: &Client, image: &str) -> Answer {
    who.put_data(image.parse().expect("an id"), b"data").await
}

async fn begin_upload(who: &Client, length: &str) -> Answer {
    let pairs = "name bmFtZQ==,disk_format cmF3,container_format YmFyZQ==";
    let who = who.clone().header("tus-resumable", "1.0.0");
    let who = who
        .header("upload-length", length)
        .header("upload-metadata", pairs);
    who.send("POST", "/uploads", "").await
}

/// Every page of the list, two images at a time.
async fn names(who: &Client) -> Vec<String> {
    let (mut names, mut next) = (
        Vec::new(),
        Some("/v2/images?limit=2&sort=name:asc".to_owned()),
    );
    while let Some(path) = next {
        let answer = who.get(&format!("/image{path}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let page = answer.json();
        let images = page["images"].as_array().expect("images");
        assert!(images.len() <= 2);
        names.extend(
            images
                .iter()
                .map(|image| image["name"].as_str().expect("a name").to_owned()),
        );
        next = page["next"].as_str().map(ToOwned::to_owned);
    }
    names
}

both_databases! {
    async fn a_role_of_the_operators_own_opens_what_a_rule_says(db: TestDb) {
        let app = TestApp::with_policies(db, &[("upload_image", "role:uploader")]).await;
        let alice = app.user("alice").await;
        let image = id(&create(&alice, raw("mine")).await);
        for refused in [upload(&alice, &image).await, begin_upload(&alice, "4").await] {
            assert_eq!(refused.status, 403);
            assert_eq!(refused.message(), "you may not upload images: the policy `upload_image` does not allow it");
        }
        let admin = app.admin().await;
        let role = admin.post_json("/identity/v3/roles", &json!({ "role": { "name": "uploader" } })).await;
        let role = role.json()["role"]["id"].as_str().expect("an id").to_owned();
        let caller = &alice.person().caller;
        let grant = format!("/identity/v3/projects/{}/users/{}/roles/{role}", caller.project, caller.user);
        assert_eq!(admin.send("PUT", &grant, "").await.status, 204);
        assert_eq!(upload(&alice, &image).await.status, 204);
        let begun = begin_upload(&alice, "4").await;
        assert_eq!(begun.status, 201);

        // Taken away, it closes what was begun.
        assert_eq!(admin.delete(&grant).await.status, 204);
        let alice = app.again(&alice).await;
        let path = begun.header("location").trim_start_matches("http://vitrine.test").to_owned();
        let tus = alice.header("tus-resumable", "1.0.0").header("upload-offset", "0").header("content-type", "application/offset+octet-stream");
        assert_eq!(tus.send("PATCH", &path, "data").await.status, 403);
        assert_eq!(tus.send("HEAD", &path, "").await.status, 403);
    }

    async fn no_way_in_passes_by_the_policy_of_uploads(db: TestDb) {
        let app = TestApp::with_policies(db, &[("upload_image", "role:uploader")]).await;
        let alice = app.user("alice").await;
        let image = id(&create(&alice, raw("mine")).await);
        let path = format!("/image/v2/images/{image}");
        let staged = alice.clone().header("content-type", "application/octet-stream").send("PUT", &format!("{path}/stage"), "data").await;
        let import = json!({ "method": { "name": "glance-direct" } });
        let imported = alice.post_json(&format!("{path}/import"), &import).await;
        for refused in [staged, imported, upload(&alice, &image).await] {
            assert_eq!(refused.message(), "you may not upload images: the policy `upload_image` does not allow it");
        }
    }

    async fn what_only_admins_may_can_be_given_to_everybody(db: TestDb) {
        let app = TestApp::with_policies(db, &[("publicize_image", "@"), ("communitize_image", "!")]).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let public = id(&create(&alice, json!({ "name": "ours", "visibility": "public" })).await);
        assert_eq!(bob.get(&format!("/image/v2/images/{public}")).await.status, 200);
        let refused = create(&app.admin().await, json!({ "name": "ours", "visibility": "community" })).await;
        assert_eq!(refused.message(), "you may not make an image a community image: the policy `communitize_image` does not allow it");
    }

    async fn an_image_that_a_rule_refuses_is_as_none_and_ends_no_list(db: TestDb) {
        let rule = "rule:context_is_admin or (role:reader and not 'yes':%(secret)s)";
        let app = TestApp::with_policies(db, &[("get_image", rule)]).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let root = app.colleague(&bob, "root", Role::Admin).await;
        let mut hidden = String::new();
        for name in ["a", "b1", "b2", "b3", "b4", "b5", "c", "d"] {
            let mut body = raw(name);
            if name.starts_with('b') {
                body["secret"] = json!("yes");
            }
            let of_alice = json!({ "owner": alice.person().caller.project });
            body.as_object_mut().expect("fields").extend(of_alice.as_object().expect("fields").clone());
            hidden = if name == "b3" { id(&create(&root, body).await) } else { create(&root, body).await; hidden };
        }
        assert_eq!(names(&alice).await, ["a", "c", "d"]);
        assert_eq!(names(&root).await.len(), 8);
        let none = "00000000-0000-4000-8000-000000000001";
        for (method, tail) in [("GET", ""), ("DELETE", ""), ("GET", "/file"), ("GET", "/members"), ("POST", "/actions/deactivate")] {
            let ask = async |image: &str| alice.send(method, &format!("/image/v2/images/{image}{tail}"), "").await;
            assert_eq!(ask(&hidden).await.shape(&hidden), ask(none).await.shape(none), "{method} {tail}");
        }
        let after = |marker: &str| format!("/image/v2/images?marker={marker}");
        assert_eq!(alice.get(&after(&hidden)).await.shape(&hidden), alice.get(&after(none)).await.shape(none));
    }

    async fn whatever_the_rules_only_admins_make_images_of_other_projects(db: TestDb) {
        let app = TestApp::with_policies(db, &[("add_image", "@"), ("get_image", "rule:context_is_admin")]).await;
        let (alice, bob, root) = (app.user("alice").await, app.user("bob").await, app.admin().await);
        let of_bob = json!({ "name": "planted", "owner": bob.person().caller.project });
        assert_eq!(create(&alice, of_bob.clone()).await.status, 403);
        assert_eq!(root.get("/image/v2/images").await.json()["images"], json!([]));
        assert_eq!(create(&root, of_bob).await.status, 201);
        // Who may make an image is told what was made, though not afterwards.
        let made = id(&create(&alice, json!({ "name": "mine", "owner": alice.person().caller.project })).await);
        assert_eq!(alice.get(&format!("/image/v2/images/{made}")).await.status, 404);
    }

    async fn who_may_list_no_images_reads_no_activity_of_them(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        id(&create(&alice, raw("secret")).await);
        let role = admin.post_json("/identity/v3/roles", &json!({ "role": { "name": "nothing" } })).await;
        let role = role.json()["role"]["id"].as_str().expect("an id").to_owned();
        let caller = alice.person().caller.clone();
        let member = admin.get("/identity/v3/roles?name=member").await.json()["roles"][0]["id"].as_str().expect("an id").to_owned();
        let roles = format!("/identity/v3/projects/{}/users/{}/roles", caller.project, caller.user);
        assert_eq!(admin.send("PUT", &format!("{roles}/{role}"), "").await.status, 204);
        assert_eq!(admin.delete(&format!("{roles}/{member}")).await.status, 204);
        let alice = app.again(&alice).await;
        for path in ["/image/v2/images", "/api/v1/activity", "/api/v1/activity.csv", "/api/v1/activity.ndjson", "/api/v1/events"] {
            assert_eq!(alice.begin("GET", path, "").await.status(), 403, "{path}");
        }
        let browser = app.anonymous().header("accept", "text/html").header("sec-fetch-site", "same-origin");
        let answer = browser.post_form("/fn/sign_in", "name=alice&password=alice-alice&domain=&next=").await;
        let page = browser.header("cookie", &answer.cookies()).get(&format!("/projects/{}/activity", caller.project)).await;
        assert!(!page.text().contains("secret"), "{}", page.text());
        let left = admin.get(&format!("/api/v1/activity?owner={}", caller.project)).await;
        assert!(left.text().contains("secret"), "an admin reads it");
    }

    async fn who_may_not_list_may_still_show(db: TestDb) {
        let app = TestApp::with_policies(db, &[("get_images", "role:librarian")]).await;
        let alice = app.user("alice").await;
        let image = id(&create(&alice, raw("mine")).await);
        assert_eq!(alice.get("/image/v2/images").await.status, 403);
        assert_eq!(alice.get(&format!("/image/v2/images/{image}")).await.status, 200);
    }

    async fn an_admin_is_who_the_operator_says(db: TestDb) {
        let app = TestApp::with_policies(db, &[("context_is_admin", "role:admin and project_id:%(project_id)s and user_id:nobody")]).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let root = app.colleague(&bob, "root", Role::Admin).await;
        let image = id(&create(&alice, raw("mine")).await);
        assert_eq!(root.get(&format!("/image/v2/images/{image}")).await.status, 404);
        assert_eq!(names(&root).await, Vec::<String>::new());
    }

    async fn a_rule_may_look_at_what_is_made(db: TestDb) {
        let app = TestApp::with_policies(db, &[("add_image", "role:member and not 'iso':%(disk_format)s")]).await;
        let alice = app.user("alice").await;
        assert_eq!(create(&alice, raw("fine")).await.status, 201);
        assert_eq!(create(&alice, json!({ "name": "no", "disk_format": "iso" })).await.status, 403);
    }
}
