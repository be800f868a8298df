//! A deployment that release 040df12 left, killed with work under way. `end2end/faults/upgrade_fixture.py` makes the fixture:
//! every kind of row that release knew, on either database.

mod fixture;

use axum::body::Body;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use sha2::{Digest, Sha512};
use testkit::both_databases;

use crate::helpers::{Client, NEW_IMAGE_FIELDS, TestApp};
use fixture::Fixture;

/// `value` without what is new in it.
fn known(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            for name in NEW_IMAGE_FIELDS {
                fields.remove(name);
            }
            for field in fields.values_mut() {
                *field = known(field.take());
            }
        }
        Value::Array(items) => {
            for item in items.iter_mut() {
                *item = known(item.take());
            }
            // Some lists of the Identity API are in no order.
            items.sort_by_key(Value::to_string);
        }
        _ => {}
    }
    value
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// The ids in a list of `kind`.
async fn ids(client: &Client, path: &str, kind: &str) -> Vec<String> {
    let list = client.get(path).await.json();
    let items = list[kind].as_array().expect("a list");
    items
        .iter()
        .map(|item| text(&item["id"]).to_owned())
        .collect()
}

/// The status and offset of an upload.
async fn offset(client: &Client, place: &str) -> (u16, u64) {
    let client = client.clone().header("tus-resumable", "1.0.0");
    let answer = client.send("HEAD", place, Body::empty()).await;
    (
        answer.status.as_u16(),
        answer.header("upload-offset").parse().expect("an offset"),
    )
}

both_databases! {
    async fn every_row_of_the_first_release_is_there_after_the_migration(db: TestDb) {
        let fixture = Fixture::of(&db);
        let db = fixture.open(db).await;
        for (table, rows) in fixture.told["rows"].as_object().expect("numbers of rows") {
            let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
            let found = db.db.scalar::<i64>(db::query(sql)).await;
            assert_eq!(found.expect(table), rows.as_i64().expect("a number"), "{table}");
        }
    }

    async fn the_first_releases_people_sign_in_and_find_what_it_answered(db: TestDb) {
        let fixture = Fixture::of(&db);
        let app = TestApp::new(fixture.open(db).await).await;
        for question in fixture.told["answers"].as_array().expect("answers") {
            let (user, path) = (text(&question["user"]), text(&question["path"]));
            let answer = fixture.sign_in(&app, user).await.get(path).await;
            assert_eq!(answer.status, 200, "{user} {path}");
            assert_eq!(known(answer.json()), known(question["answer"].clone()), "{user} {path}");
        }
    }

    async fn every_image_user_project_and_page_of_the_first_release_can_be_read(db: TestDb) {
        let fixture = Fixture::of(&db);
        let app = TestApp::new(fixture.open(db).await).await;
        let admin = fixture.sign_in(&app, "admin").await;
        let mut paths = Vec::new();
        for image in ids(&admin, "/image/v2/images?limit=1000", "images").await {
            paths.extend(["", "/tasks"].map(|rest| format!("/image/v2/images/{image}{rest}")));
            paths.push(format!("/api/v1/activity?image={image}"));
        }
        let projects = ids(&admin, "/identity/v3/projects", "projects").await;
        for user in ids(&admin, "/identity/v3/users", "users").await {
            paths.push(format!("/identity/v3/users/{user}"));
        }
        paths.extend(projects.iter().map(|project| format!("/identity/v3/projects/{project}")));
        paths.extend(["csv", "ndjson"].map(|kind| format!("/api/v1/activity.{kind}?scope=all")));
        for path in paths {
            assert_eq!(admin.get(&path).await.status, 200, "{path}");
        }
        let alice = fixture.browser(&app, "alice").await;
        let project = alice.1;
        for image in ids(&fixture.sign_in(&app, "alice").await, "/image/v2/images?visibility=shared", "images").await {
            let path = format!("/projects/{project}/images/{image}");
            assert_eq!(alice.0.get(&path).await.status, 200, "{path}");
        }
        for page in ["images", "sharing", "activity", "account"] {
            let path = format!("/projects/{project}/{page}");
            assert_eq!(alice.0.get(&path).await.status, 200, "{path}");
        }
        let (admin, home) = fixture.browser(&app, "admin").await;
        for page in ["projects", "users", "roles", "activity"] {
            let path = format!("/projects/{home}/admin/{page}");
            assert_eq!(admin.get(&path).await.status, 200, "{path}");
        }
    }

    async fn the_first_releases_audit_log_is_read_page_by_page(db: TestDb) {
        let fixture = Fixture::of(&db);
        let app = TestApp::new(fixture.open(db).await).await;
        let admin = fixture.sign_in(&app, "admin").await;
        let mut next = Some("/api/v1/activity?scope=all&limit=50".to_owned());
        let mut actions = Vec::new();
        while let Some(path) = next {
            let page = admin.get(&path).await.json();
            let entries = page["activity"].as_array().expect("a page");
            actions.extend(entries.iter().map(|entry| text(&entry["action"]).to_owned()));
            next = page["next"].as_str().map(ToOwned::to_owned);
        }
        assert_eq!(actions.len() as u64, fixture.told["rows"]["activity"].as_u64().expect("a number"));
        actions.sort();
        actions.dedup();
        assert_eq!(actions.len(), 26, "every action of that release: {actions:?}");
    }

    async fn images_of_the_first_release_have_their_bytes(db: TestDb) {
        let fixture = Fixture::of(&db);
        let app = TestApp::new(fixture.open(db).await).await;
        let admin = fixture.sign_in(&app, "admin").await;
        let mut compared = 0;
        for (image, digest) in fixture.told["sha512"].as_object().expect("digests") {
            let path = format!("/image/v2/images/{image}");
            let shown = admin.get(&path).await.json();
            assert_eq!(&shown["os_hash_value"], digest, "{shown}");
            let answer = admin.get(&format!("{path}/file")).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            assert_eq!(&hex::encode(Sha512::digest(&answer.body)), digest, "{shown}");
            compared += 1;
        }
        assert!(compared > 5, "{compared} images");
    }

    async fn uploads_of_the_first_release_go_on_after_a_sweep(db: TestDb) {
        let fixture = Fixture::of(&db);
        let app = TestApp::new(fixture.open(db).await).await;
        app.registry.system().sweep().await.expect("sweeps");
        let uploads = fixture.told["uploads"].as_array().expect("uploads");
        assert_eq!(uploads.len(), 3);
        for upload in uploads {
            let client = fixture.sign_in(&app, text(&upload["user"])).await;
            let (place, data) = (text(&upload["place"]), STANDARD.decode(text(&upload["data"])).expect("bytes"));
            let have = upload["offset"].as_u64().expect("an offset");
            assert_eq!(offset(&client, place).await, (200, have), "{place}");
            let rest = data[usize::try_from(have).expect("small")..].to_vec();
            let sender = client.clone().header("tus-resumable", "1.0.0").header("upload-offset", &have.to_string())
                .header("upload-length", &data.len().to_string()).header("content-type", "application/offset+octet-stream");
            let answer = sender.send("PATCH", place, Body::from(rest)).await;
            assert_eq!(answer.status, 204, "{}", answer.text());
            let image = client.get(&format!("/image/v2/images/{}", text(&upload["image"]))).await.json();
            assert_eq!(image["status"], "active");
            assert_eq!(text(&image["os_hash_value"]), hex::encode(Sha512::digest(&data)));
        }
    }
}
