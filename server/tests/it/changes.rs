use model::{ImageId, Role};
use serde_json::{Value, json};
use testkit::both_databases;

use crate::helpers::{Answer, Client, TestApp, snapshot};

const PATCH: &str = "application/openstack-images-v2.1-json-patch";

async fn patch(who: &Client, image: ImageId, media: &str, body: &Value) -> Answer {
    let path = format!("/image/v2/images/{image}");
    who.clone()
        .header("content-type", media)
        .send("PATCH", &path, body.to_string())
        .await
}

async fn said(who: &Client, image: ImageId, body: Value) -> String {
    let answer = patch(who, image, PATCH, &body).await;
    match answer.status.as_u16() {
        200 => "200".to_owned(),
        status => format!("{status} {}", answer.message()),
    }
}

both_databases! {
    async fn a_change_of_nothing_leaves_the_image_as_old_as_it_is(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("ours").await;
        let moment = async || {
            let sql = "select updated_at from image where id = $1";
            let at: Result<model::OffsetDateTime, _> = app.db.db.scalar(db::query(sql).bind(image.to_string())).await;
            at.expect("a moment")
        };
        let before = moment().await;
        let answer = patch(&alice, image, PATCH, &json!([])).await;
        assert_eq!((answer.status.as_u16(), answer.json()["name"].as_str()), (200, Some("ours")));
        assert_eq!(moment().await, before);
    }

    async fn a_patch_changes_all_or_nothing(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("before").await;
        let answer = patch(&alice, image, PATCH, &json!([
            { "op": "replace", "path": "/name", "value": "after" },
            { "op": "replace", "path": "/min_disk", "value": 3 },
            { "op": "replace", "path": "/tags", "value": ["y", "x", "x"] },
            { "op": "add", "path": "/os_distro", "value": "debian" },
            { "op": "add", "path": "/a~1b", "value": "c" },
            { "op": "replace", "path": "/visibility", "value": "community" },
            { "op": "replace", "path": "/disk_format", "value": null },
        ])).await.json();
        snapshot!(
            format!("{} {} {} {} {} {} {}", answer["name"], answer["min_disk"], answer["tags"], answer["os_distro"], answer["a/b"], answer["visibility"], answer["disk_format"]),
            @r#""after" 3 ["x","y"] "debian" "c" "community" null"#
        );
        let half = json!([{ "op": "replace", "path": "/name", "value": "half" }, { "op": "replace", "path": "/nope", "value": "x" }]);
        assert_eq!(said(&alice, image, half).await, "409 the image has no property `nope`");
        let shown = alice.get(&format!("/image/v2/images/{image}")).await.json();
        assert_eq!(shown, answer);
        assert_eq!(said(&alice, image, json!([])).await, "200");
    }

    async fn the_older_patch_format_is_taken_too(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("old").await;
        let older = "application/openstack-images-v2.0-json-patch";
        let body = json!([{ "replace": "/name", "value": "older" }, { "add": "/p", "value": "x" }]);
        assert_eq!(patch(&alice, image, older, &body).await.json()["name"], "older");
        let again = patch(&alice, image, older, &json!([{ "add": "/p", "value": "y" }])).await;
        assert_eq!((again.status.as_u16(), again.message().as_str()), (409, "the image has a property `p` already"));
        assert_eq!(patch(&alice, image, older, &json!([{ "remove": "/p" }])).await.status, 200);
        for media in ["application/json", "application/json-patch+json", "application/openstack-images-v2.9-json-patch"] {
            let answer = patch(&alice, image, media, &body).await;
            assert_eq!(answer.status, 415, "{media}");
            assert_eq!(answer.header("accept-patch"), "application/openstack-images-v2.0-json-patch, application/openstack-images-v2.1-json-patch");
        }
        assert_eq!(patch(&alice, image, &format!("{PATCH}; charset=utf-8"), &json!([])).await.status, 200);
    }

    async fn what_may_not_be_changed_is_named(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let (queued, active) = (alice.image("queued").await, alice.active("active", b"data").await);
        let replace = |path: &str, value: Value| json!([{ "op": "replace", "path": path, "value": value }]);
        let many: Vec<Value> = (0..129).map(|number| json!({ "op": "add", "path": format!("/p{number}"), "value": "x" })).collect();
        let tags: Vec<String> = (0..129).map(|number| number.to_string()).collect();
        let mut answers = Vec::new();
        for (image, body) in [
            (queued, replace("/status", json!("active"))),
            (queued, replace("/owner", json!("somebody"))),
            (queued, replace("/visibility", json!("public"))),
            (queued, replace("/deleted", json!("x"))),
            (queued, replace("/locations", json!([]))),
            (queued, json!([{ "op": "add", "path": "/locations/-", "value": { "url": "https://example.org/", "metadata": {} } }])),
            (active, json!([{ "op": "remove", "path": "/locations/0" }])),
            (queued, replace("/disk_format", json!("floppy"))),
            (active, replace("/disk_format", json!("qcow2"))),
            (active, json!([{ "op": "add", "path": "/container_format", "value": "ovf" }])),
            (active, json!([{ "op": "remove", "path": "/nope" }])),
            (active, json!(many)),
            (active, replace("/tags", json!(tags))),
        ] {
            answers.push(said(&alice, image, body).await);
        }
        snapshot!(answers.join("\n"), @"
        403 Attribute 'status' is read-only.
        403 you may not give an image to another project: your role in this project does not allow it
        403 you may not make an image public: the policy `publicize_image` does not allow it
        403 Attribute 'deleted' is reserved.
        403 Attribute 'locations' is reserved.
        403 Attribute 'locations' is reserved.
        403 Attribute 'locations' is reserved.
        400 disk_format `floppy` is not one of qcow2, raw, vmdk, vhd, vhdx, vdi, iso, ploop, ami, ari, aki
        403 disk_format is fixed: the image is active, and it can only be set while it is queued
        403 container_format is fixed: the image is active, and it can only be set while it is queued
        409 the image has no property `nope`
        413 129 properties are too many: an image has at most 128
        413 an image has at most 128 tags
        ");
    }

    async fn a_change_is_for_who_may_make_it(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let rita = app.colleague(&alice, "rita", Role::Reader).await;
        let root = app.colleague(&bob, "root", Role::Admin).await;
        let image = alice.image("mine").await;
        let name = json!([{ "op": "replace", "path": "/name", "value": "x" }]);
        assert_eq!(patch(&rita, image, PATCH, &name).await.status, 403);
        assert_eq!(patch(&bob, image, PATCH, &name).await.status, 404);
        let give = json!([{ "op": "replace", "path": "/owner", "value": bob.person().caller.project }, { "op": "replace", "path": "/visibility", "value": "public" }]);
        assert_eq!(patch(&root, image, PATCH, &give).await.status, 200);
        assert_eq!(patch(&alice, image, PATCH, &name).await.status, 403);
        // It is public already: its new owner may go on saying so.
        let again = json!([{ "op": "replace", "path": "/visibility", "value": "public" }]);
        assert_eq!(patch(&bob, image, PATCH, &again).await.status, 200);
    }

    async fn changes_at_once_lose_nothing(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("busy").await;
        let tag = async |number: usize| alice.send("PUT", &format!("/image/v2/images/{image}/tags/t{number}"), "").await.status;
        let (a, b, c, d) = tokio::join!(tag(1), tag(2), tag(3), tag(4));
        assert_eq!([a, b, c, d].map(|status| status.as_u16()), [204; 4]);
        let shown = alice.get(&format!("/image/v2/images/{image}")).await.json();
        assert_eq!(shown["tags"], json!(["t1", "t2", "t3", "t4"]));
    }

    async fn a_tag_comes_and_goes(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let rita = app.colleague(&alice, "rita", Role::Reader).await;
        let image = alice.image("tagged").await;
        let path = |tag: &str| format!("/image/v2/images/{image}/tags/{tag}");
        for (who, method, tag, status) in [
            (&alice, "PUT", "new", 204),
            (&alice, "PUT", "new", 204),
            (&alice, "PUT", "two%20words", 204),
            (&alice, "PUT", "%C3%A4", 204),
            (&alice, "PUT", "a%00b", 400),
            (&alice, "PUT", &"t".repeat(256), 400),
            (&alice, "DELETE", "new", 204),
            (&alice, "DELETE", "new", 404),
            (&bob, "PUT", "x", 404),
            (&rita, "PUT", "x", 403),
        ] {
            assert_eq!(who.send(method, &path(tag), "").await.status, status, "{method} {tag}");
        }
        assert_eq!(alice.get(&format!("/image/v2/images/{image}")).await.json()["tags"], json!(["two words", "ä"]));
        let full: Vec<String> = (0..128).map(|number| number.to_string()).collect();
        let body = json!([{ "op": "replace", "path": "/tags", "value": full }]);
        assert_eq!(patch(&alice, image, PATCH, &body).await.status, 200);
        assert_eq!(alice.send("PUT", &path("onemore"), "").await.status, 413);
    }

    async fn a_deactivated_image_is_not_downloaded(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let root = app.colleague(&bob, "root", Role::Admin).await;
        let image = alice.active("bad", b"data").await;
        let queued = alice.image("queued").await;
        let act = async |who: &Client, image: ImageId, action: &str| {
            who.send("POST", &format!("/image/v2/images/{image}/actions/{action}"), "").await.status.as_u16()
        };
        let file = format!("/image/v2/images/{image}/file");
        assert_eq!([act(&alice, image, "deactivate").await, act(&alice, image, "deactivate").await], [204, 204]);
        assert_eq!(alice.get(&file).await.status, 403);
        assert_eq!(root.get(&file).await.text(), "data");
        assert_eq!([act(&alice, image, "reactivate").await, act(&alice, image, "reactivate").await], [204, 204]);
        assert_eq!(alice.get(&file).await.status, 200);
        assert_eq!([act(&alice, queued, "deactivate").await, act(&alice, queued, "reactivate").await], [403, 403]);
        assert_eq!([act(&bob, image, "deactivate").await, act(&alice, image, "explode").await], [404, 404]);
    }
}
