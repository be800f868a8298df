use model::{ImageId, Role};
use serde_json::json;
use testkit::both_databases;

use crate::helpers::{TestApp, snapshot};

both_databases! {
    async fn a_new_image_has_every_field_that_clients_read(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let body = json!({
            "id": "dc8f9121-762f-4e91-8298-ad4adbabe282", "name": "ubuntu", "disk_format": "qcow2",
            "container_format": "bare", "tags": ["b", "a", "a"], "os_distro": "debian", "min_disk": 1,
        });
        let answer = alice.post_json("/image/v2/images", &body).await;
        assert_eq!(answer.status, 201);
        assert_eq!(answer.header("location"), "http://vitrine.test/image/v2/images/dc8f9121-762f-4e91-8298-ad4adbabe282");
        assert_eq!(answer.header("openstack-image-store-ids"), "file");
        let mut image = answer.json();
        for moment in ["created_at", "updated_at"] {
            let text = image[moment].as_str().expect("a moment");
            assert!(text.len() == 20 && text.ends_with('Z'), "{text}");
            image[moment] = json!("…");
        }
        assert_eq!(image["owner"], json!(alice.person().caller.project));
        image["owner"] = json!("…");
        snapshot!(image, @r#"{"checksum":null,"container_format":"bare","created_at":"…","disk_format":"qcow2","file":"/v2/images/dc8f9121-762f-4e91-8298-ad4adbabe282/file","id":"dc8f9121-762f-4e91-8298-ad4adbabe282","min_disk":1,"min_ram":0,"name":"ubuntu","os_distro":"debian","os_hash_algo":null,"os_hash_value":null,"os_hidden":false,"owner":"…","protected":false,"schema":"/v2/schemas/image","self":"/v2/images/dc8f9121-762f-4e91-8298-ad4adbabe282","size":null,"status":"queued","tags":["a","b"],"updated_at":"…","virtual_size":null,"visibility":"shared"}"#);
    }

    async fn another_project_cannot_tell_my_image_from_none(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let image = alice.active("cirros", b"data").await;
        for (method, tail) in [("GET", ""), ("DELETE", ""), ("GET", "/file"), ("PUT", "/file")] {
            let ask = |id: ImageId| {
                let bob = bob.clone().header("content-type", "application/octet-stream");
                async move { bob.send(method, &format!("/image/v2/images/{id}{tail}"), "").await }
            };
            let none = ImageId::new();
            let (mine, nothing) = (ask(image).await, ask(none).await);
            assert_eq!(mine.status, 404);
            assert_eq!(mine.shape(&image.to_string()), nothing.shape(&none.to_string()), "{method} {tail}");
        }
        assert_eq!(alice.get(&format!("/image/v2/images/{image}")).await.status, 200);
    }

    async fn a_list_names_its_next_page(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for name in ["one", "two", "three"] {
            alice.image(name).await;
        }
        let first = alice.get("/image/v2/images?limit=2").await.json();
        let names = |page: &serde_json::Value| -> Vec<String> {
            page["images"].as_array().expect("images").iter().map(|image| image["name"].to_string()).collect()
        };
        assert_eq!(names(&first), ["\"three\"", "\"two\""]);
        assert_eq!(first["first"], "/v2/images?limit=2");
        let next = first["next"].as_str().expect("a next page");
        let second = alice.get(&format!("/image{next}")).await.json();
        assert_eq!(names(&second), ["\"one\""]);
        assert!(second.get("next").is_none());
        assert_eq!(second["schema"], "/v2/schemas/images");
    }

    async fn a_deleted_image_is_gone_and_its_id_stays_taken(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.active("brief", b"data").await;
        let path = format!("/image/v2/images/{image}");
        assert_eq!(alice.delete(&path).await.status, 204);
        assert_eq!(alice.get(&path).await.status, 404);
        assert_eq!(alice.delete(&path).await.status, 404);
        let again = alice.post_json("/image/v2/images", &json!({ "id": image })).await;
        assert_eq!((again.status.as_u16(), again.message()), (409, format!("Image ID {image} already exists!")));
    }

    async fn a_reader_may_look_only(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let rita = app.colleague(&alice, "rita", Role::Reader).await;
        let image = alice.active("seen", b"data").await;
        let path = format!("/image/v2/images/{image}");
        assert_eq!(rita.get(&path).await.status, 200);
        assert_eq!(rita.get(&format!("{path}/file")).await.status, 403);
        assert_eq!(rita.delete(&path).await.status, 403);
        assert_eq!(rita.post_json("/image/v2/images", &json!({})).await.status, 403);
        assert_eq!(alice.get(&path).await.status, 200);
    }

    async fn an_error_speaks_as_accept_asks(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let path = "/image/v2/images/00000000-0000-4000-8000-000000000001";
        let answer = async |accept: Option<&str>| {
            let client = accept.map_or(alice.clone().without("accept"), |accept| alice.clone().header("accept", accept));
            let answer = client.get(path).await;
            format!("{} {}", answer.header("content-type"), answer.text().lines().next().unwrap_or_default())
        };
        snapshot!(answer(Some("application/json")).await, @r#"application/json {"code":"404 Not Found","message":"No image found with ID 00000000-0000-4000-8000-000000000001","title":"Not Found"}"#);
        snapshot!(answer(Some("text/html,*/*;q=0.8")).await, @"text/html; charset=utf-8 <html>");
        snapshot!(answer(Some("text/plain")).await, @"text/plain; charset=utf-8 404 Not Found");
        snapshot!(answer(Some("*/*")).await, @r#"application/json {"error":{"code":404,"message":"No image found with ID 00000000-0000-4000-8000-000000000001","title":"Not Found"}}"#);
        snapshot!(answer(None).await, @r#"application/json {"code":"404 Not Found","message":"No image found with ID 00000000-0000-4000-8000-000000000001","title":"Not Found"}"#);
    }
}
