//! Names, filters and lists.

use http::Method;
use model::{ImageId, NewImage};
use serde_json::{Value, json};
use testkit::both_databases;
use tokio::task::JoinSet;

use crate::helpers::{Answer, Client, TestApp, snapshot};

const PATCH: &str = "application/openstack-images-v2.1-json-patch";

async fn patch(who: &Client, image: ImageId, body: &Value) -> Answer {
    let path = format!("/image/v2/images/{image}");
    let who = who.clone().header("content-type", PATCH);
    who.send("PATCH", &path, body.to_string()).await
}

async fn make(who: &Client, body: &Value) -> ImageId {
    let answer = who.post_json("/image/v2/images", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let json = answer.json();
    json["id"].as_str().expect("an id").parse().expect("an id")
}

async fn show(who: &Client, image: ImageId) -> Value {
    who.get(&format!("/image/v2/images/{image}")).await.json()
}

fn ids(answer: &Answer) -> Vec<String> {
    let images = answer.json()["images"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let id = |image: &Value| image["id"].as_str().unwrap_or_default().to_owned();
    images.iter().map(id).collect()
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    query.finish()
}

/// Sends all of these at once; what each was answered, in no order.
async fn at_once(who: &Client, requests: Vec<(Method, String, String)>) -> Vec<u16> {
    let mut all = JoinSet::new();
    for (method, path, body) in requests {
        let who = who.clone().header("content-type", PATCH);
        all.spawn(async move { who.send(method.as_str(), &path, body).await.status.as_u16() });
    }
    all.join_all().await
}

/// A browser in which `name` is signed in.
async fn browser(app: &TestApp, name: &str) -> Client {
    let page = app
        .anonymous()
        .header("accept", "text/html")
        .header("sec-fetch-site", "same-origin")
        .header("referer", "http://vitrine.test/login");
    let form = format!("name={name}&password={name}-{name}&domain=&next=");
    let answer = page.post_form("/fn/sign_in", &form).await;
    assert_eq!(answer.status, 302, "{}", answer.text());
    page.header("cookie", &answer.cookies())
}

both_databases! {
    async fn a_name_with_a_colon_is_found_by_it(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        make(&alice, &json!({ "name": "another" })).await;
        for name in ["ubuntu:24.04", "C:\\vm", "http://x/y", "gt:5", "neq:a", ":", "a:b,c", "in", "eq"] {
            let image = make(&alice, &json!({ "name": name })).await.to_string();
            for value in [name.to_owned(), format!("eq:{name}"), format!("in:\"{}\",none", name.replace('\\', "\\\\"))] {
                let answer = alice.get(&format!("/image/v2/images?{}", encoded(&[("name", &value)]))).await;
                assert_eq!((answer.status.as_u16(), ids(&answer)), (200, vec![image.clone()]), "{value}");
            }
        }
        for (field, value) in [("status", "gt:active"), ("id", "neq:x"), ("disk_format", "a:b"), ("container_format", "a:b")] {
            let answer = alice.get(&format!("/image/v2/images?{}", encoded(&[(field, value)]))).await;
            assert_eq!((answer.status.as_u16(), ids(&answer).len()), (200, 0), "{field}={value}");
        }
    }

    async fn changes_of_different_things_at_once_are_all_made(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = make(&alice, &json!({ "name": "before", "tags": ["old1", "old2", "old3", "old4"] })).await;
        let path = format!("/image/v2/images/{image}");
        let tags = (0..20).map(|number| (Method::PUT, format!("{path}/tags/new{number}"), String::new())).collect();
        assert_eq!(at_once(&alice, tags).await, [204; 20]);

        let operation = |path: String, value: &str| json!([{ "op": "add", "path": path, "value": value }]).to_string();
        let properties = (0..20).map(|number| (Method::PATCH, path.clone(), operation(format!("/p{number}"), "x"))).collect();
        assert_eq!(at_once(&alice, properties).await, [200; 20]);

        let mut mixed = vec![(Method::PATCH, path.clone(), operation("/name".to_owned(), "after"))];
        mixed.extend((1..5).map(|number| (Method::DELETE, format!("{path}/tags/old{number}"), String::new())));
        mixed.push((Method::PATCH, path.clone(), operation("/q".to_owned(), "x")));
        mixed.push((Method::PATCH, path.clone(), json!([{ "op": "remove", "path": "/p0" }]).to_string()));
        let mut answers = at_once(&alice, mixed).await;
        answers.sort_unstable();
        assert_eq!(answers, [200, 200, 200, 204, 204, 204, 204]);

        let shown = show(&alice, image).await;
        assert_eq!((&shown["name"], shown["tags"].as_array().map(Vec::len)), (&json!("after"), Some(20)));
        assert_eq!((&shown["p0"], &shown["p19"], &shown["q"]), (&Value::Null, &json!("x"), &json!("x")));
    }

    async fn of_changes_of_one_property_at_once_none_is_lost_unsaid(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("busy").await;
        let older = "application/openstack-images-v2.0-json-patch";
        let mut all = JoinSet::new();
        for number in 0..20 {
            let who = alice.clone().header("content-type", older);
            let body = json!([{ "add": "/p", "value": number.to_string() }]).to_string();
            all.spawn(async move {
                (who.send("PATCH", &format!("/image/v2/images/{image}"), body).await.status.as_u16(), number)
            });
        }
        let answers = all.join_all().await;
        let made: Vec<i32> = answers.iter().filter(|(status, _)| *status == 200).map(|(_, number)| *number).collect();
        assert!(answers.iter().all(|(status, _)| matches!(status, 200 | 409)), "{answers:?}");
        // To add what is there already is refused in this format: one of them was the first.
        assert_eq!(made.len(), 1, "{answers:?}");
        assert_eq!(show(&alice, image).await["p"], json!(made[0].to_string()));
    }

    async fn one_patch_replaces_every_tag_and_property(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("full").await;
        for round in ["a", "b"] {
            let tags: Vec<String> = (100..228).map(|number| format!("{round}{number}")).collect();
            let shown = show(&alice, image).await;
            let old = shown.as_object().expect("fields").keys().filter(|name| name.starts_with("p_"));
            let mut body: Vec<Value> = old.map(|name| json!({ "op": "remove", "path": format!("/{name}") })).collect();
            body.push(json!({ "op": "replace", "path": "/tags", "value": tags }));
            body.extend(tags.iter().map(|tag| json!({ "op": "add", "path": format!("/p_{tag}"), "value": tag })));
            let answer = patch(&alice, image, &json!(body)).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            let shown = show(&alice, image).await;
            assert_eq!(shown["tags"], json!(tags));
            let properties = shown.as_object().expect("fields").keys().filter(|name| name.starts_with("p_")).count();
            assert_eq!(properties, 128);
        }
    }

    async fn a_plus_sign_that_was_not_escaped_is_explained(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        for path in [
            "/image/v2/images?created_at=gte:2026-01-01T00:00:00+02:00",
            "/image/v2/images?updated_at=2026-01-01T00:00:00+02:00",
            "/api/v1/activity?since=2026-01-01T00:00:00+02:00",
            "/api/v1/activity?until=2026-01-01T00:00:00+02:00",
        ] {
            let answer = alice.get(path).await;
            assert_eq!(answer.status, 400, "{path}");
            let message = answer.message();
            assert!(message.contains("%2B") && message.contains(&path[path.find('?').expect("a query") + 1..][..5]), "{message}");
            assert_eq!(alice.get(&path.replace('+', "%2B")).await.status, 200, "{path}");
        }
    }

    async fn what_no_image_can_have_is_refused_by_the_name_of_its_field(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let image = alice.image("there").await;
        let long = "k".repeat(256);
        let mut answers = Vec::new();
        for (name, value) in [
            ("properties", json!({})),
            ("properties", json!({ "os_distro": "debian" })),
            ("properties", json!(["x"])),
            ("kernel_id", json!("")),
            ("kernel_id", json!("invalid")),
            ("ramdisk_id", json!("")),
            ("kernel_id", json!(null)),
            ("key", json!("a\0b")),
            ("a\0b", json!("x")),
            (&*long, json!("x")),
            ("key", json!("v".repeat(65_537))),
            ("tags", json!(["a\0b"])),
            ("tags", json!(["t".repeat(256)])),
            ("tags", json!([""])),
            ("name", json!("a\0b")),
        ] {
            let made = alice.post_json("/image/v2/images", &json!({ name: value })).await;
            let path = format!("/{name}");
            let verb = if name == "tags" || name == "name" { "replace" } else { "add" };
            let patched = patch(&alice, image, &json!([{ "op": verb, "path": path, "value": value }])).await;
            assert_eq!((made.status.as_u16(), made.message()), (patched.status.as_u16(), patched.message()), "{name}");
            answers.push(format!("{} {}", made.status.as_u16(), made.message()));
        }
        snapshot!(answers.join("\n"), @"
        400 properties is not a string: send the properties of an image as fields beside its name, not as an object of their own
        400 properties is not a string: send the properties of an image as fields beside its name, not as an object of their own
        400 properties is not a string: send the properties of an image as fields beside its name, not as an object of their own
        400 kernel_id is not a UUID; it names another image, and is left out where there is none
        400 kernel_id is not a UUID; it names another image, and is left out where there is none
        400 ramdisk_id is not a UUID; it names another image, and is left out where there is none
        400 kernel_id is not a string
        400 key contains a NUL character
        400 properties hold a property that contains a NUL character
        400 properties hold a property of 256 characters; it may have 1 to 255
        400 key is 65537 characters long; the most is 65536
        400 tags hold a tag that contains a NUL character
        400 tags hold a tag of 256 characters; it may have 1 to 255
        400 tags hold a tag of 0 characters; it may have 1 to 255
        400 name contains a NUL character
        ");
        assert_eq!(ids(&alice.get("/image/v2/images").await), [image.to_string()]);
        // What only looks odd is kept: these are texts of their owner's.
        let odd = json!({
            "name": " \u{1} ", "tags": ["a\nb "], "lead ": " x\n\u{7f}", "properties": "of their own",
            "kernel_id": "4f026aa2-9073-4fac-b0bc-e60a8077a160",
        });
        let image = make(&alice, &odd).await;
        let shown = show(&alice, image).await;
        for (name, value) in odd.as_object().expect("fields") {
            assert_eq!(&shown[name], value, "{name}");
        }
    }

    async fn a_value_is_counted_in_characters_and_an_image_in_bytes(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let value = "镜".repeat(65_536);
        let image = make(&alice, &json!({ "name": "long", "key": value })).await;
        assert_eq!(show(&alice, image).await["key"], json!(value));
        let more = json!([{ "op": "add", "path": "/other", "value": value }]);
        let refused = patch(&alice, image, &more).await;
        assert_eq!((refused.status.as_u16(), refused.message()), (413,
            "the properties and tags of the image are 393224 bytes; the most is 262144 (image_metadata_cap)".to_owned()));
        let refused = alice.post_json("/image/v2/images", &json!({ "name": "x", "a": value, "b": value })).await;
        assert_eq!(refused.status, 413);
        assert_eq!(ids(&alice.get("/image/v2/images").await), [image.to_string()]);
    }

    async fn the_properties_of_a_project_are_limited_too(db: TestDb) {
        let app = TestApp::with_file(db, "[quota]\nimage_metadata_total = 1").await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let full = |name: &str| json!({ "name": name, "key": "v".repeat(65_536), "other": "v".repeat(65_536), "third": "v".repeat(65_536) });
        let mut made = Vec::new();
        for number in 0..5 {
            made.push(make(&alice, &full(&number.to_string())).await);
        }
        let refused = alice.post_json("/image/v2/images", &full("one too many")).await;
        assert_eq!(refused.status, 413);
        assert!(refused.message().contains("the most is 1 MiB (image_metadata_total)"), "{}", refused.message());
        // What adds nothing goes on, and others have a limit of their own.
        make(&alice, &json!({ "name": "plain" })).await;
        make(&alice, &json!({ "name": "small", "key": "v".repeat(1000) })).await;
        make(&bob, &full("bob's")).await;
        let grow = json!([{ "op": "add", "path": "/fourth", "value": "v".repeat(65_000) }]);
        assert_eq!(patch(&alice, made[0], &grow).await.status, 413);
        let shrink = json!([{ "op": "remove", "path": "/key" }, { "op": "remove", "path": "/other" }]);
        assert_eq!(patch(&alice, made[0], &shrink).await.status, 200);
        assert_eq!(patch(&alice, made[0], &grow).await.status, 200);
        assert_eq!(alice.delete(&format!("/image/v2/images/{}", made[1])).await.status, 204);
        make(&alice, &full("as there is room")).await;
    }

    async fn a_page_of_large_images_ends_early(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let mut made = Vec::new();
        for number in 0..45 {
            let value = "v".repeat(65_500);
            let new = json!({ "name": format!("{number}"), "a": value, "b": value, "c": value, "d": "v".repeat(65_000) });
            made.push(make(&alice, &new).await.to_string());
        }
        let (mut seen, mut path) = (Vec::new(), "/v2/images?limit=1000".to_owned());
        let mut pages = 0;
        loop {
            let answer = alice.get(&format!("/image{path}")).await;
            assert_eq!(answer.status, 200);
            assert!(answer.body.len() < 2 << 20, "{} bytes", answer.body.len());
            seen.extend(ids(&answer));
            pages += 1;
            match answer.json()["next"].as_str() {
                Some(next) => next.clone_into(&mut path),
                None => break,
            }
        }
        seen.reverse();
        // Four images of 261,504 bytes fit into 1 MiB.
        assert_eq!((seen, pages), (made, 12));
    }

    async fn filters_beyond_what_a_database_takes_are_refused(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let tags: Vec<String> = (0..128).map(|number| format!("t{number:03}")).collect();
        let mut new = json!({ "name": "all", "tags": tags });
        for tag in &tags {
            new[tag] = json!("x");
        }
        let image = make(&alice, &new).await.to_string();
        let many = |count: usize, one: fn(usize) -> String| (0..count).map(one).collect::<Vec<_>>().join("&");
        for (query, status, expected) in [
            (many(128, |number| format!("t{number:03}=x")), 200, ""),
            (many(128, |number| format!("tag=t{number:03}")), 200, ""),
            (many(1000, |number| format!("p{number}=x")), 400, "query has 1000 filters; the most is 128"),
            (many(2000, |number| format!("tag=t{number}")), 400, "query has 2000 filters; the most is 128"),
            (many(129, |_| "tag=t000".to_owned()), 400, "query has 129 filters; the most is 128"),
            (format!("name=in:{}", vec!["a"; 1001].join(",")), 400, "query compares with 1001 values; the most is 1000"),
            (format!("name=in:all,{}", vec!["a"; 999].join(",")), 200, ""),
            (format!("name=in:{}", vec!["a"; 30_000].join(",")), 400, "query compares with 30000 values; the most is 1000"),
            (many(2000, |_| "sort_key=name".to_owned()), 200, ""),
            (format!("sort={}", vec!["name:asc"; 5000].join(",")), 200, ""),
            (format!("sort={}&marker={image}&name=all", vec!["name:asc"; 5000].join(",")), 200, "none"),
            (format!("name={}", "a".repeat(60_000)), 200, "none"),
            (format!("os_distro={}", "a".repeat(60_000)), 200, "none"),
        ] {
            let answer = alice.get(&format!("/image/v2/images?{query}")).await;
            let start: String = query.chars().take(30).collect();
            assert_eq!(answer.status, status, "{start}: {}", answer.text());
            match (status, expected) {
                (400, expected) => assert_eq!(answer.message(), expected, "{start}"),
                (_, "none") => assert_eq!(ids(&answer), Vec::<String>::new(), "{start}"),
                _ => assert_eq!(ids(&answer), std::slice::from_ref(&image), "{start}"),
            }
        }
    }

    async fn a_search_in_the_dashboard_finds_every_script_in_every_case(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let project = alice.person().caller.project.clone();
        let page = browser(&app, "alice").await;
        make(&alice, &json!({ "name": "another" })).await;
        make(&alice, &json!({ "name": null })).await;
        for (name, search) in [
            ("ОБРАЗ Ubuntu", "ОБРАЗ"),
            ("образ debian", "ОБРАЗ DEB"),
            ("ΟΔΟΣ", "οδος"),
            ("Straße", "STRASSE"),
            ("镜像🚀", "像🚀"),
            ("100%_!", "%_!"),
        ] {
            let image = make(&alice, &json!({ "name": name })).await.to_string();
            for path in [format!("/projects/{project}/images"), format!("/projects/{project}/find")] {
                let answer = page.get(&format!("{path}?{}", encoded(&[("q", search)]))).await;
                assert_eq!(answer.status, 200, "{path}");
                assert!(answer.text().contains(&image), "{search} in {path}");
            }
        }
        // Longer than any name, and than any pattern that SQLite takes.
        for words in ["a".repeat(60_000), "%".repeat(10_000)] {
            for path in [format!("/projects/{project}/images"), format!("/projects/{project}/find")] {
                let answer = page.get(&format!("{path}?{}", encoded(&[("q", &words)]))).await;
                assert_eq!(answer.status, 200, "{path}");
            }
        }
        // Filters of its own, as many as there can be, are passed over.
        let many = (0..2000).map(|number| format!("tag=t{number}&p{number}=x&")).collect::<Vec<_>>().concat();
        assert_eq!(page.get(&format!("/projects/{project}/images?{many}")).await.status, 200);
    }

    async fn a_download_has_the_name_of_its_image(db: TestDb) {
        let app = TestApp::new(db).await;
        let alice = app.user("alice").await;
        let project = alice.person().caller.project.clone();
        let page = browser(&app, "alice").await;
        for (name, expected) in [("镜像🚀", "镜像🚀.raw"), ("a/b\u{202e}c", "a_b_c.raw"), ("disk.raw", "disk.raw")] {
            let image = alice.active(name, b"data").await;
            let answer = page.get(&format!("/projects/{project}/images/{image}")).await;
            assert_eq!(answer.status, 200);
            assert!(answer.text().contains(&format!("download=\"{expected}\"")), "{name}");
        }
    }
}

/// So that a body of that many properties is no more than a request may have.
#[test]
fn the_longest_value_is_as_long_as_glance_takes() {
    assert_eq!(
        (NewImage::LONGEST_VALUE, NewImage::LONGEST_NAME),
        (65_536, 255)
    );
}
