use model::Role;
use serde_json::{Value, json};
use testkit::both_databases;

use crate::helpers::{Client, TestApp};

/// The names of the images on a page, in order.
async fn names(who: &Client, query: &str) -> String {
    let answer = who.get(&format!("/image/v2/images?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    let images = answer.json()["images"].as_array().cloned();
    let name = |image: &Value| image["name"].as_str().unwrap_or("-").to_owned();
    images
        .expect("images")
        .iter()
        .map(name)
        .collect::<Vec<_>>()
        .join(" ")
}

async fn make(who: &Client, body: Value) -> String {
    let answer = who.post_json("/image/v2/images", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().expect("an id").to_owned()
}

both_databases! {
    async fn a_list_is_filtered_by_every_field(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let a = alice.active("a", b"12345").await;
        make(&alice, json!({ "name": "b", "disk_format": "qcow2", "container_format": "bare", "min_ram": 64, "tags": ["x"] })).await;
        make(&alice, json!({ "name": "c", "protected": true, "tags": ["x", "y"], "os_distro": "debian" })).await;
        make(&alice, json!({ "name": "d,e", "os_hidden": true, "visibility": "private" })).await;
        let shown = alice.get(&format!("/image/v2/images/{a}")).await.json();
        let (checksum, hash, made) = (&shown["checksum"], &shown["os_hash_value"], &shown["created_at"]);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        for (query, expected) in [
            ("", "c b a".to_owned()),
            ("name=a", "a".into()),
            ("name=eq:a", "a".into()),
            ("name=in:a,c", "c a".into()),
            ("name=in:%22d,e%22&os_hidden=true", "d,e".into()),
            ("os_hidden=false&name=a", "a".into()),
            ("status=active", "a".into()),
            ("status=in:active,queued", "c b a".into()),
            ("status=invalid", String::new()),
            ("disk_format=in:raw,qcow2", "b a".into()),
            ("container_format=bare", "b a".into()),
            ("protected=true", "c".into()),
            ("protected=false", "b a".into()),
            ("min_ram=64", "b".into()),
            ("size=5", "a".into()),
            ("size_min=5&size_max=5", "a".into()),
            ("size_min=6", String::new()),
            ("tag=x", "c b".into()),
            ("tag=x&tag=y", "c".into()),
            ("tag=z", String::new()),
            ("os_distro=debian", "c".into()),
            ("os_distro=ubuntu", String::new()),
            ("is_public=True", String::new()),
            ("created_at=gte:2020-01-01T00:00:00Z", "c b a".into()),
            ("created_at=lt:2020-01-01T00:00:00Z", String::new()),
            ("visibility=private&os_hidden=true", "d,e".into()),
            ("visibility=shared", "c b a".into()),
            ("os_hash_algo=sha512", "a".into()),
            (&format!("checksum={}", text(checksum)), "a".into()),
            (&format!("os_hash_value={}", text(hash)), "a".into()),
            (&format!("id=in:{a}"), "a".into()),
            // A moment is what an answer shows of it.
            (&format!("created_at=eq:{}&name=a", text(made)), "a".into()),
            (&format!("created_at=gt:{}&name=a", text(made)), String::new()),
            (&format!("created_at=neq:{}&name=a", text(made)), String::new()),
            (&format!("created_at=lte:{}&name=a", text(made)), "a".into()),
            ("name=100%25%27+or+1%3D1", String::new()),
        ] {
            assert_eq!(names(&alice, query).await, expected, "{query}");
        }
    }

    async fn every_order_can_be_paged_through_without_loss(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for (name, data) in [("B", Some("12")), ("a", Some("1")), ("é", None), ("B", None), ("", Some("12"))] {
            let image = alice.image(name).await;
            if let Some(data) = data {
                assert_eq!(alice.put_data(image, data.as_bytes()).await.status, 204);
            }
        }
        make(&alice, json!({ "name": null })).await;
        let orders = [
            "sort=name:asc", "sort=name:desc", "sort=size:asc", "sort=size:desc,name", "sort=size:asc,name:desc", "sort=id:asc",
            "sort=disk_format:desc", "sort=updated_at:asc", "sort_key=status&sort_key=size&sort_dir=desc&sort_dir=asc", "sort_dir=asc", "",
        ];
        for order in orders {
            let whole = alice.get(&format!("/image/v2/images?{order}")).await.json();
            let ids = |page: &Value| page["images"].as_array().expect("images").iter().map(|image| image["id"].to_string()).collect::<Vec<_>>();
            let (mut seen, mut next) = (Vec::new(), Some(format!("/v2/images?limit=1&{order}")));
            while let Some(path) = next {
                let page = alice.get(&format!("/image{path}")).await.json();
                seen.extend(ids(&page));
                next = page["next"].as_str().map(ToOwned::to_owned);
            }
            assert_eq!(seen, ids(&whole), "{order}");
            assert_eq!(seen.len(), 6, "{order}");
        }
        assert_eq!(names(&alice, "sort=name:asc").await, "-  B B a é");
        assert_eq!(names(&alice, "sort=size:desc,name:asc&status=active").await, " B a");
    }

    async fn a_page_goes_on_after_an_image_that_was_deleted(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for name in ["one", "two", "three"] {
            alice.image(name).await;
        }
        let first = alice.get("/image/v2/images?limit=1").await.json();
        let id = first["images"][0]["id"].as_str().expect("an id");
        assert_eq!(alice.delete(&format!("/image/v2/images/{id}")).await.status, 204);
        assert_eq!(names(&alice, &format!("marker={id}")).await, "two one");
        assert_eq!(names(&alice, "limit=0").await, "");
    }

    async fn a_list_holds_what_belongs_in_it(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let root = app.colleague(&bob, "root", Role::Admin).await;
        for visibility in ["private", "shared", "community"] {
            make(&alice, json!({ "name": visibility, "visibility": visibility })).await;
        }
        make(&root, json!({ "name": "public", "visibility": "public" })).await;
        assert_eq!(names(&alice, "").await, "public community shared private");
        assert_eq!(names(&bob, "").await, "public");
        assert_eq!(names(&bob, "visibility=community").await, "community");
        assert_eq!(names(&bob, "visibility=all").await, "public community");
        assert_eq!(names(&bob, "visibility=private").await, "");
        assert_eq!(names(&root, "").await, "public shared private");
        assert_eq!(names(&root, "visibility=all").await, "public community shared private");
        let owner = alice.person().caller.project.clone();
        assert_eq!(names(&root, &format!("owner={owner}")).await, "shared private");
        assert_eq!(names(&bob, &format!("owner={owner}")).await, "");
    }

    async fn a_marker_does_not_tell_which_ids_are_taken(db: TestDb) {
        let app = TestApp::new(db).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let mine = alice.image("mine").await.to_string();
        let none = model::ImageId::new().to_string();
        let ask = async |id: &str| bob.get(&format!("/image/v2/images?marker={id}")).await.shape(id);
        assert_eq!(ask(&mine).await, ask(&none).await);
        assert!(ask(&mine).await.starts_with("400"));
    }
}
