use axum::body::Body;
use bytes::Bytes;
use futures::stream;
use model::ImageId;
use serde_json::{Value, json};
use testkit::{both_databases, noise};

use crate::helpers::{Answer, Client, TestApp};

const MIB: usize = 1 << 20;

/// The admin lets a project have so much of a resource.
async fn allow(admin: &Client, who: &Client, resource: &str, most: i64) {
    let rule = json!({ "service_id": "image", "region_id": "RegionOne", "resource_name": resource, "default_limit": -1 });
    let rule = json!({ "registered_limits": [rule] });
    admin
        .post_json("/identity/v3/registered_limits", &rule)
        .await;
    let project = &who.person().caller.project;
    let limit = json!({ "service_id": "image", "region_id": "RegionOne", "resource_name": resource,
        "project_id": project, "resource_limit": most });
    let answer = admin
        .post_json("/identity/v3/limits", &json!({ "limits": [limit] }))
        .await;
    if answer.status == 409 {
        let query = format!("/identity/v3/limits?resource_name={resource}&project_id={project}");
        let id = admin.get(&query).await.json()["limits"][0]["id"].clone();
        let path = format!("/identity/v3/limits/{}", id.as_str().expect("an id"));
        let change = json!({ "limit": { "resource_limit": most } });
        assert_eq!(admin.send_json("PATCH", &path, &change).await.status, 200);
    } else {
        assert_eq!(answer.status, 201, "{}", answer.text());
    }
}

async fn usage(who: &Client) -> Value {
    who.get("/image/v2/info/usage").await.json()["usage"].clone()
}

/// Sends data whose length nobody tells.
async fn stream_data(who: &Client, image: ImageId, data: &[u8]) -> Answer {
    let pieces: Vec<_> = data
        .chunks(64 << 10)
        .map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece)))
        .collect();
    let who = who
        .clone()
        .header("content-type", "application/octet-stream");
    let path = format!("/image/v2/images/{image}/file");
    who.send("PUT", &path, Body::from_stream(stream::iter(pieces)))
        .await
}

both_databases! {
    async fn use_and_limits_are_told_as_in_glance(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice, bob) = (app.admin().await, app.user("alice").await, app.user("bob").await);
        assert_eq!(usage(&alice).await, json!({}));
        allow(&admin, &alice, "image_size_total", 10).await;
        allow(&admin, &alice, "image_count_total", 5).await;
        alice.active("one", &noise(3 * MIB + 5)).await;
        alice.image("two").await;
        assert_eq!(usage(&alice).await, json!({
            "image_size_total": { "usage": 3, "limit": 10 },
            "image_stage_total": { "usage": 0, "limit": -1 },
            "image_count_total": { "usage": 2, "limit": 5 },
            "image_count_uploading": { "usage": 0, "limit": -1 },
        }));
        let bobs = usage(&bob).await;
        assert_eq!(bobs, json!({}), "nothing limits bob");
        assert_eq!(app.anonymous().get("/image/v2/info/usage").await.status, 401);
    }

    async fn what_is_under_way_counts_as_used(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        allow(&admin, &alice, "image_size_total", 10).await;
        let tus = alice.clone().header("tus-resumable", "1.0.0").header("upload-length", &(4 * MIB).to_string());
        let metadata = "name dGhpcmQ=,disk_format cmF3,container_format YmFyZQ==";
        let begun = tus.header("upload-metadata", metadata).send("POST", "/uploads", Body::empty()).await;
        assert_eq!(begun.status, 201);
        let counts = async || [&usage(&alice).await["image_size_total"], &usage(&alice).await["image_count_uploading"]].map(|one| one["usage"].clone());
        assert_eq!(counts().await, [4, 1]);
        let path = begun.header("location").trim_start_matches("http://vitrine.test").to_owned();
        assert_eq!(alice.clone().header("tus-resumable", "1.0.0").delete(&path).await.status, 204);
        assert_eq!(counts().await, [0, 0]);
    }

    async fn what_does_not_fit_is_413_and_leaves_a_queued_image(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        allow(&admin, &alice, "image_size_total", 1).await;
        let image = alice.image("large").await;
        let path = format!("/image/v2/images/{image}");
        let announced = alice.clone().header("x-openstack-image-size", &(2 * MIB).to_string());
        for answer in [
            alice.put_data(image, &noise(MIB + 1)).await,
            stream_data(&alice, image, &noise(MIB + 1)).await,
            // Refused for what it says, before a byte of it is read.
            stream_data(&announced, image, b"").await,
        ] {
            assert_eq!(answer.status, 413);
            let message = answer.json()["message"].as_str().expect("a sentence").to_owned();
            assert!(message.contains("image_size_total") && message.contains("1 MiB"), "{message}");
            let left = alice.get(&path).await.json();
            assert_eq!((&left["status"], &left["size"], &left["checksum"]), (&json!("queued"), &json!(null), &json!(null)));
        }
        assert_eq!(usage(&alice).await["image_size_total"]["usage"], 0);
        assert_eq!(stream_data(&alice, image, &noise(MIB)).await.status, 204);
        assert_eq!(usage(&alice).await["image_size_total"]["usage"], 1);
        assert_eq!(alice.delete(&path).await.status, 204);
        assert_eq!(usage(&alice).await["image_size_total"]["usage"], 0);
    }

    async fn so_many_images_and_no_more(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, alice) = (app.admin().await, app.user("alice").await);
        allow(&admin, &alice, "image_count_total", 1).await;
        let first = alice.image("first").await;
        let second = || json!({ "name": "second" });
        let refused = alice.post_json("/image/v2/images", &second()).await;
        assert_eq!(refused.status, 413);
        assert!(refused.text().contains("image_count_total"), "{}", refused.text());
        let tus = alice.clone().header("tus-resumable", "1.0.0").header("upload-length", "1");
        let metadata = "name dGhpcmQ=,disk_format cmF3,container_format YmFyZQ==";
        assert_eq!(tus.header("upload-metadata", metadata).send("POST", "/uploads", Body::empty()).await.status, 413);
        allow(&admin, &alice, "image_count_total", 2).await;
        assert_eq!(alice.post_json("/image/v2/images", &second()).await.status, 201);
        assert_eq!(alice.delete(&format!("/image/v2/images/{first}")).await.status, 204);
        assert_eq!(alice.post_json("/image/v2/images", &second()).await.status, 201);
    }

    async fn an_image_has_at_most_the_bytes_of_the_cap(db: TestDb) {
        let app = TestApp::with_file(db, "[quota]\nimage_size_cap = 1000\nimage_size_total = 1").await;
        let alice = app.user("alice").await;
        let image = alice.image("capped").await;
        for answer in [alice.put_data(image, &noise(1001)).await, stream_data(&alice, image, &noise(1001)).await] {
            assert_eq!(answer.status, 413);
            assert!(answer.text().contains("image_size_cap"), "{}", answer.text());
        }
        assert_eq!(stream_data(&alice, image, &noise(1000)).await.status, 204);
        assert_eq!(usage(&alice).await["image_size_total"], json!({ "usage": 0, "limit": 1 }));
    }

    async fn a_hidden_image_is_listed_only_where_hidden_ones_are_asked_for(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let shown = alice.image("shown").await;
        let body = json!({ "name": "old", "os_hidden": true, "visibility": "community" });
        let hidden = alice.post_json("/image/v2/images", &body).await.json();
        assert_eq!(hidden["os_hidden"], true);
        let hidden = hidden["id"].as_str().expect("an id").to_owned();
        let listed = async |who: &Client, query: &str| {
            let list = who.get(&format!("/image/v2/images?{query}")).await.json();
            list["images"].as_array().expect("images").iter().map(|image| image["id"].as_str().expect("an id")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(listed(&alice, "").await, shown.to_string());
        assert_eq!(listed(&alice, "os_hidden=false").await, shown.to_string());
        assert_eq!(listed(&alice, "os_hidden=true").await, hidden);
        assert_eq!(listed(&bob, "os_hidden=true&visibility=community").await, hidden);
        assert_eq!(listed(&alice, "os_hidden=True").await, hidden, "as Glance takes it");
        assert_eq!(alice.get("/image/v2/images?os_hidden=yes").await.status, 400);
        assert_eq!(bob.get(&format!("/image/v2/images/{hidden}")).await.status, 200, "it can still be used");
        let patch = alice.clone().header("content-type", "application/openstack-images-v2.1-json-patch");
        let change = |value: Value| Body::from(json!([{ "op": "replace", "path": "/os_hidden", "value": value }]).to_string());
        let path = format!("/image/v2/images/{hidden}");
        assert_eq!(patch.send("PATCH", &path, change(json!("false"))).await.status, 400);
        assert_eq!(patch.send("PATCH", &path, change(json!(false))).await.json()["os_hidden"], false);
        assert_eq!(listed(&alice, "").await, format!("{hidden} {shown}"));
        assert_eq!(listed(&alice, "os_hidden=true").await, "");
    }

    async fn properties_that_the_operator_requires_are_required(db: TestDb) {
        let app = TestApp::with_file(db, "[image]\nrequired_properties = [\"os_distro\", \"architecture\"]").await;
        let alice = app.user("alice").await;
        for path in ["image", "images"] {
            let schema = alice.get(&format!("/image/v2/schemas/{path}")).await.json();
            let schema = if path == "image" { schema } else { schema["properties"]["images"]["items"].clone() };
            assert_eq!(schema["required"], json!(["os_distro", "architecture"]));
            assert_eq!(schema["properties"]["os_distro"]["type"], "string");
        }
        let refused = alice.post_json("/image/v2/images", &json!({ "name": "x", "os_distro": "debian" })).await;
        assert_eq!(refused.status, 400);
        assert!(refused.text().contains("architecture"), "{}", refused.text());
        let tus = alice.clone().header("tus-resumable", "1.0.0").header("upload-length", "1");
        let metadata = "name dGhpcmQ=,disk_format cmF3,container_format YmFyZQ==";
        assert_eq!(tus.header("upload-metadata", metadata).send("POST", "/uploads", Body::empty()).await.status, 400);
        let whole = json!({ "name": "x", "os_distro": "debian", "architecture": "x86_64" });
        let image = alice.post_json("/image/v2/images", &whole).await;
        assert_eq!(image.status, 201);
        let path = format!("/image/v2/images/{}", image.json()["id"].as_str().expect("an id"));
        let patch = alice.clone().header("content-type", "application/openstack-images-v2.1-json-patch");
        let change = |op: &str| Body::from(json!([{ "op": op, "path": "/os_distro", "value": "ubuntu" }]).to_string());
        assert_eq!(patch.send("PATCH", &path, change("replace")).await.status, 200);
        assert_eq!(patch.send("PATCH", &path, change("remove")).await.status, 403);
        // Neither by a task, nor with a form.
        let root = app.admin().await;
        let task = json!({ "type": "import", "input": {
            "import_from": "http://203.0.113.1/x", "import_from_format": "raw",
            "image_properties": { "name": "x", "disk_format": "raw", "container_format": "bare" },
        } });
        let refused = root.post_json("/image/v2/tasks", &task).await;
        assert_eq!(refused.status, 400);
        assert!(refused.text().contains("os_distro"), "{}", refused.text());
        let image = image.json()["id"].as_str().expect("an id").to_owned();
        let shown = app.registry.images(&alice.person().caller).get(image.parse().expect("a UUID")).await.expect("the image");
        let seen = shown.updated_at.unix_timestamp_nanos() / 1000;
        let form = format!("id={image}&seen={seen}&properties[0][key]=os_distro&properties[0][value]=&properties[0][remove]=on");
        let project = &alice.person().caller.project;
        let refused = alice.post_form(&format!("/fn/change_image?project={project}"), &form).await;
        assert_eq!(refused.status, 403, "{}", refused.text());
        assert_eq!(alice.get(&path).await.json()["os_distro"], "ubuntu");
    }
}
