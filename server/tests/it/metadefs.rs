//! Metadata definitions over HTTP, on both databases.

use ::metadefs::{LoadMode, NewNamespace, shipped};
use serde_json::{Value, json};
use testkit::both_databases;

use crate::helpers::{Answer, Client, TestApp};

const ALL: &str = "/image/v2/metadefs/namespaces";

fn at(namespace: &str, rest: &str) -> String {
    format!("{ALL}/{namespace}{rest}")
}

/// Makes a namespace with one of everything.
async fn make(admin: &Client, name: &str, fields: Value) -> Answer {
    let mut new = json!({
        "namespace": name, "visibility": "public",
        "resource_type_associations": [{ "name": "OS::Glance::Image", "prefix": "hw_" }, { "name": "OS::Nova::Flavor", "prefix": "hw:" }],
        "properties": { "colour": { "title": "Colour", "type": "string", "enum": ["red", "green"] } },
        "objects": [{ "name": "paint", "required": ["gloss"], "properties": { "gloss": { "title": "Gloss", "type": "integer" } } }],
        "tags": [{ "name": "wet" }],
    });
    new.as_object_mut()
        .expect("fields")
        .extend(fields.as_object().expect("fields").clone());
    admin.post_json(ALL, &new).await
}

fn names<'a>(answer: &'a Value, list: &str, name: &str) -> Vec<&'a str> {
    let items = answer[list].as_array().expect("a list");
    items
        .iter()
        .map(|item| item[name].as_str().expect("a name"))
        .collect()
}

both_databases! {
    async fn a_namespace_is_shown_with_what_it_holds_in_the_terms_of_a_resource(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, user) = (app.admin_called("root").await, app.user("alice").await);
        let made = make(&admin, "Paint::Shop", json!({ "display_name": "Paint" })).await;
        assert_eq!(made.status, 201, "{}", made.text());
        assert!(made.header("location").ends_with("/image/v2/metadefs/namespaces/Paint::Shop"));

        let shown = user.get(&at("Paint::Shop", "")).await.json();
        assert_eq!(shown["display_name"], "Paint");
        assert_eq!(shown["properties"]["colour"]["enum"], json!(["red", "green"]));
        assert_eq!(shown["objects"][0]["properties"]["gloss"]["type"], "integer");
        assert_eq!(shown["tags"], json!([{ "name": "wet" }]));

        let shown = user.get(&at("Paint::Shop", "?resource_type=OS::Nova::Flavor")).await.json();
        assert!(shown["properties"]["hw:colour"].is_object(), "{shown}");
        assert_eq!(shown["objects"][0]["required"], json!(["hw:gloss"]));
        assert!(shown["objects"][0]["properties"]["hw:gloss"].is_object());

        let property = |name: &str, of: &str| {
            let path = at("Paint::Shop", &format!("/properties/{name}?resource_type={of}"));
            let user = user.clone();
            async move { user.get(&path).await }
        };
        assert_eq!(property("hw_colour", "OS::Glance::Image").await.json()["name"], "colour");
        assert_eq!(property("colour", "OS::Glance::Image").await.status, 404, "without the prefix");
        assert_eq!(property("hw_colour", "OS::Nova::Server").await.status, 404, "no such association");
    }

    async fn a_namespace_that_is_renamed_keeps_what_it_holds(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin_called("root").await;
        make(&admin, "before", json!({})).await;
        make(&admin, "taken", json!({})).await;
        let rename = |to: &str| {
            let (admin, body) = (admin.clone(), json!({ "namespace": to, "visibility": "public" }));
            async move { admin.send_json("PUT", &at("before", ""), &body).await }
        };
        assert_eq!(rename("taken").await.status, 409);
        assert_eq!(rename("after").await.status, 200);
        assert_eq!(admin.get(&at("before", "")).await.status, 404);
        let shown = admin.get(&at("after", "")).await.json();
        assert!(shown["properties"]["colour"].is_object(), "{shown}");
        assert_eq!(shown["tags"], json!([{ "name": "wet" }]));
        assert_eq!(names(&shown, "resource_type_associations", "name").len(), 2);
    }

    async fn a_list_is_read_page_by_page_in_any_order(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, user) = (app.admin_called("root").await, app.user("alice").await);
        for (number, visibility) in [(1, "public"), (2, "private"), (3, "public"), (4, "public")] {
            let name = format!("ns{number}");
            make(&admin, &name, json!({ "visibility": visibility, "display_name": format!("{}", 9 - number) })).await;
        }
        admin.post_json(ALL, &json!({ "namespace": "plain", "visibility": "public" })).await;
        let list = |who: &Client, query: &str| {
            let (who, path) = (who.clone(), format!("{ALL}?{query}"));
            async move { who.get(&path).await.json() }
        };
        for (sort, order) in [("namespace", "plain ns4 ns3 ns1"), ("display_name", "plain ns1 ns3 ns4"), ("created_at", "plain ns4 ns3 ns1")] {
            let (mut found, mut query) = (Vec::new(), format!("limit=1&sort_key={sort}&sort_dir=desc"));
            loop {
                let page = list(&user, &query).await;
                found.extend(names(&page, "namespaces", "namespace").iter().map(ToString::to_string));
                let Some(next) = page["next"].as_str() else { break };
                query = next.split_once('?').expect("a query").1.into();
            }
            assert_eq!(found.join(" "), order, "{sort}");
        }
        assert_eq!(names(&list(&admin, "visibility=private").await, "namespaces", "namespace"), ["ns2"]);
        let with_images = list(&user, "resource_types=OS::Cinder::Volume,OS::Glance::Image").await;
        assert_eq!(names(&with_images, "namespaces", "namespace").len(), 3);
        for (query, status) in [("marker=none", 404), ("marker=ns2", 404), ("limit=x", 400), ("sort_key=x", 400), ("sort_dir=x", 400), ("visibility=x", 400)] {
            let answer = user.get(&format!("{ALL}?{query}")).await;
            assert_eq!(answer.status, status, "{query}: {}", answer.text());
        }
    }

    async fn a_change_that_is_refused_names_the_field_and_leaves_nothing(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin_called("root").await;
        let property = |fields: Value| json!({ "properties": { "p": fields } });
        for (fields, word) in [
            (json!({ "namespace": "" }), "namespace"),
            (json!({ "namespace": "n".repeat(81) }), "namespace"),
            (json!({ "visibility": "secret" }), "visibility"),
            (json!({ "protected": "yes" }), "protected"),
            (json!({ "description": "d".repeat(501) }), "description"),
            (json!({ "colour": 1 }), "colour"),
            (property(json!({ "title": "T", "type": "blob" })), "properties.p.type"),
            (property(json!({ "type": "string" })), "properties.p"),
            (property(json!({ "title": "T", "type": "string", "pattern": "[" })), "properties.p.pattern"),
            (json!({ "objects": [{ "name": "o", "properties": { "q": { "title": 1, "type": "string" } } }] }), "objects[0].properties.q.title"),
            (json!({ "tags": [{ "name": "" }] }), "tags[0].name"),
            (json!({ "resource_type_associations": [{ "name": "T", "prefix": "p".repeat(81) }] }), "prefix"),
        ] {
            let answer = make(&admin, "made", fields).await;
            assert_eq!(answer.status, 400, "{}", answer.text());
            assert!(answer.message().contains(word), "{word}: {}", answer.message());
        }
        let answer = make(&admin, "made", json!({ "self": "x" })).await;
        assert_eq!(answer.status, 403, "{}", answer.text());
        let twice = json!({ "objects": [{ "name": "o" }, { "name": "o" }] });
        assert_eq!(make(&admin, "made", twice).await.status, 409);
        assert_eq!(admin.get(&at("made", "")).await.status, 404, "all of it, or nothing");
        assert_eq!(admin.get(ALL).await.json()["namespaces"], json!([]));
    }

    async fn tags_are_replaced_or_appended(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin_called("root").await;
        make(&admin, "ns", json!({})).await;
        let put = |tags: &[&str], append: &str| {
            let tags: Vec<Value> = tags.iter().map(|tag| json!({ "name": tag })).collect();
            let (who, body) = (admin.clone().header("x-openstack-append", append), json!({ "tags": tags }));
            async move { who.post_json(&at("ns", "/tags"), &body).await.status.as_u16() }
        };
        let listed = || async {
            let list = admin.get(&at("ns", "/tags?sort_key=name&sort_dir=asc")).await.json();
            names(&list, "tags", "name").join(" ")
        };
        assert_eq!(put(&["a", "b"], "True").await, 201);
        assert_eq!(listed().await, "a b wet");
        assert_eq!(put(&["c", "a"], "true").await, 409);
        assert_eq!(listed().await, "a b wet", "none of a list of which one is taken");
        assert_eq!(put(&["c", "c"], "false").await, 409);
        assert_eq!(put(&["c"], "false").await, 201);
        assert_eq!(listed().await, "c");
    }

    async fn nothing_of_a_protected_namespace_is_deleted(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin_called("root").await;
        make(&admin, "kept", json!({ "protected": true })).await;
        for rest in [
            "", "/properties", "/properties/colour", "/objects", "/objects/paint", "/tags", "/tags/wet", "/resource_types/OS::Glance::Image",
        ] {
            let answer = admin.delete(&at("kept", rest)).await;
            assert_eq!(answer.status, 403, "{rest}: {}", answer.text());
        }
        let tags = admin.post_json(&at("kept", "/tags"), &json!({ "tags": [] })).await;
        assert_eq!(tags.status, 403, "to replace tags is to delete some");
        let free = json!({ "namespace": "kept", "visibility": "public" });
        assert_eq!(admin.send_json("PUT", &at("kept", ""), &free).await.status, 200);
        assert_eq!(admin.delete(&at("kept", "")).await.status, 204);
    }

    async fn every_change_is_in_the_audit_log(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin_called("root").await;
        make(&admin, "ns", json!({})).await;
        admin.send_json("PUT", &at("ns", ""), &json!({ "namespace": "ns", "visibility": "private" })).await;
        admin.delete(&at("ns", "/properties/colour")).await;
        admin.delete(&at("ns", "")).await;
        let list = admin.get("/api/v1/activity?target=ns").await.json();
        let events = list["activity"].as_array().expect("events");
        let told: Vec<String> = events.iter().map(|event| format!("{} {}", event["action"].as_str().unwrap_or_default(), event["details"])).collect();
        assert_eq!(told, [
            "namespace.delete {}",
            r#"namespace.update {"property":{"from":"colour","to":null}}"#,
            r#"namespace.update {"visibility":{"from":"public","to":"private"}}"#,
            "namespace.create {}",
        ]);
    }

    async fn a_namespace_holds_a_bounded_number_of_definitions(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin_called("root").await;
        make(&admin, "ns", json!({})).await;
        let tags = |count: usize| json!({ "tags": (0..count).map(|n| json!({ "name": n.to_string() })).collect::<Vec<_>>() });
        assert_eq!(admin.post_json(&at("ns", "/tags"), &tags(1001)).await.status, 413);
        assert_eq!(admin.post_json(&at("ns", "/tags"), &tags(1000)).await.status, 201);
        assert_eq!(admin.send("POST", &at("ns", "/tags/more"), "").await.status, 413);
        let long = json!({ "name": "p", "title": "T".repeat(70_000), "type": "string" });
        let refused = admin.post_json(&at("ns", "/properties"), &long).await;
        assert_eq!(refused.status, 400, "{}", refused.text());
    }

    async fn what_comes_with_vitrine_is_written_once_and_stays_as_the_operator_left_it(db: TestDb) {
        let app = TestApp::new(db).await;
        let (admin, user) = (app.admin_called("root").await, app.user("alice").await);
        let system = app.registry.metadefs();
        system.ship().await.expect("shipped");
        let list = user.get(&format!("{ALL}?limit=1000&resource_types=OS::Glance::Image")).await.json();
        assert_eq!(names(&list, "namespaces", "namespace").len(), shipped().len());

        let changed = json!({ "namespace": "OS::Compute::Watchdog", "display_name": "Ours", "visibility": "public" });
        assert_eq!(admin.send_json("PUT", &at("OS::Compute::Watchdog", ""), &changed).await.status, 200);
        let free = json!({ "namespace": "OS::Glance::Signatures", "visibility": "public" });
        assert_eq!(admin.send_json("PUT", &at("OS::Glance::Signatures", ""), &free).await.status, 200);
        assert_eq!(admin.delete(&at("OS::Glance::Signatures", "")).await.status, 204);
        system.ship().await.expect("shipped");
        assert_eq!(user.get(&at("OS::Compute::Watchdog", "")).await.json()["display_name"], "Ours");
        assert_eq!(user.get(&at("OS::Glance::Signatures", "")).await.status, 404);

        // As if an older release had written it all.
        let older = "update metadef_shipped set revision = 0";
        app.db.db.execute(db::query(older)).await.expect("older");
        let touched = "update metadef_property set definition = '{}' where namespace = 'OS::Compute::CPUPinning'";
        app.db.db.execute(db::query(touched)).await.expect("changed");
        system.ship().await.expect("shipped");
        assert_eq!(user.get(&at("OS::Compute::Watchdog", "")).await.json()["display_name"], "Ours");
        assert_eq!(user.get(&at("OS::Glance::Signatures", "")).await.status, 404);
        let pinning = user.get(&at("OS::Compute::CPUPinning", "/properties/cpu_policy")).await.json();
        assert_eq!(pinning, json!({ "name": "cpu_policy" }), "changed since, so it stays");
        let sql = "select count(*) from metadef_shipped where revision = 0";
        let left: i64 = app.db.db.scalar(db::query(sql)).await.expect("a count");
        assert_eq!(left, 0);
    }

    async fn a_namespace_of_the_operators_own_stays_though_it_has_the_name_of_one_that_is_shipped(db: TestDb) {
        let app = TestApp::new(db).await;
        let user = app.user("alice").await;
        let system = app.registry.metadefs();
        let own = json!({ "namespace": "OS::Compute::Watchdog", "display_name": "Ours", "visibility": "public" });
        let own: NewNamespace = ::metadefs::parse(own).expect("a file");
        system.load(&own, LoadMode::Keep).await.expect("loaded");
        for _ in 0..2 {
            system.ship().await.expect("shipped");
            assert_eq!(user.get(&at("OS::Compute::Watchdog", "")).await.json()["display_name"], "Ours");
            let older = "update metadef_shipped set revision = 0";
            app.db.db.execute(db::query(older)).await.expect("older");
        }
    }

    async fn what_stays_in_a_namespace_that_is_replaced_is_as_old_as_it_was(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin_called("root").await;
        make(&admin, "ns", json!({})).await;
        for table in ["metadef_tag", "metadef_object", "metadef_association"] {
            let old = "update TABLE set created_at = '2020-01-01T00:00:00Z'".replace("TABLE", table);
            app.db.db.execute(db::query(db::sqlx::AssertSqlSafe(old))).await.expect("old");
        }
        let system = app.registry.metadefs();
        let mut file = system.export("ns").await.expect("exported").expect("there");
        file["tags"] = json!([{ "name": "wet" }, { "name": "new" }]);
        let new: NewNamespace = ::metadefs::parse(file).expect("a file");
        system.load(&new, LoadMode::Replace).await.expect("replaced");
        let created = |path: &str| {
            let (admin, path) = (admin.clone(), at("ns", path));
            async move { admin.get(&path).await.json()["created_at"].as_str().map(|at| at[..4].to_owned()) }
        };
        assert_eq!(created("/tags/wet").await.as_deref(), Some("2020"));
        assert_eq!(created("/objects/paint").await.as_deref(), Some("2020"));
        assert_ne!(created("/tags/new").await.as_deref(), Some("2020"));
    }

    async fn a_file_is_loaded_exported_and_loaded_again_without_a_difference(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin_called("root").await;
        let system = app.registry.metadefs();
        let file = json!({
            "namespace": "Acme::Everything", "display_name": "All", "description": "All that a file may say", "visibility": "public", "protected": true,
            "resource_type_associations": [{ "name": "OS::Cinder::Volume", "prefix": "a_", "properties_target": "image" }, { "name": "OS::Glance::Image" }],
            "properties": { "p": {
                "title": "P", "type": "array", "description": "d", "operators": ["<or>", "<all-in>"], "items": { "type": "string", "enum": ["x"] },
                "default": ["x"], "minItems": 0, "maxItems": 2, "uniqueItems": true, "readonly": false,
            } },
            "objects": [{ "name": "o", "description": "d", "required": ["q"], "properties": { "q": { "title": "Q", "type": "number", "minimum": 0.5 } } }],
            "tags": [{ "name": "t" }, { "name": "u" }],
        });
        let parse = |file: &Value| ::metadefs::parse::<NewNamespace>(file.clone()).expect("a file");
        let export = || async { system.export("Acme::Everything").await.expect("exported").expect("there") };
        system.load(&parse(&file), LoadMode::Keep).await.expect("loaded");
        assert_eq!(export().await, file);

        let less = json!({ "namespace": "Acme::Everything", "visibility": "public", "properties": { "r": { "title": "R", "type": "string" } } });
        system.load(&parse(&less), LoadMode::Keep).await.expect("kept");
        assert_eq!(export().await, file);
        system.load(&parse(&less), LoadMode::Merge).await.expect("merged");
        let merged = export().await;
        assert_eq!((merged["properties"].as_object().map(serde_json::Map::len), &merged["tags"]), (Some(2), &file["tags"]));
        system.load(&parse(&less), LoadMode::Replace).await.expect("replaced");
        assert_eq!(export().await["tags"], Value::Null);
        system.load(&parse(&file), LoadMode::Replace).await.expect("replaced");
        assert_eq!(export().await, file);
        let events = admin.get("/api/v1/activity?scope=all&target=Acme::Everything").await.text();
        assert!(events.contains("namespace.create"), "{events}");
        assert!(!events.contains(r#""details":null"#), "details are an object: {events}");
    }

    async fn a_name_that_no_database_could_hold_names_nothing(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin_called("root").await;
        make(&admin, "there", json!({})).await;
        for path in ["a%00b", "a%00b/tags", "there/properties/a%00b", "there/objects/a%00b"] {
            assert_eq!(admin.get(&format!("{ALL}/{path}")).await.status, 404, "{path}");
        }
        assert_eq!(admin.get(&format!("{ALL}?marker=%00")).await.status, 400);
    }
}
