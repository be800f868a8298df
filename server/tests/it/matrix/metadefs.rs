//! What is asked about at the endpoints of metadata definitions: a private namespace of the project that holds one of each, unless the
//! case wants another.

use serde_json::{Value, json};

use super::{ask::Ask, people::TestUser, stage::Stage, table::Row};

/// The request at the endpoint of `row`, about a namespace that was made for it.
pub async fn ask(stage: &Stage, row: &Row) -> Ask {
    let ask = Ask::at(row);
    let tail = row
        .path()
        .strip_prefix("/image/v2/metadefs")
        .unwrap_or_default();
    let Some(of_namespace) = tail.strip_prefix("/namespaces/{namespace}") else {
        return match row.method() {
            "POST" => ask.json(&json!({ "namespace": stage.name("made") })),
            _ => ask,
        };
    };
    let namespace = namespace(stage, &row.case).await;
    let ask = ask.of("namespace", &namespace);
    match (row.method(), of_namespace) {
        ("PUT", "") => ask.json(&json!({ "namespace": namespace, "description": "changed" })),
        ("POST", "/resource_types") => ask.json(&json!({ "name": "OS::Nova::Flavor" })),
        (_, "/resource_types/{name}") => ask.of("name", "OS::Glance::Image"),
        ("POST", "/properties") => ask.json(&property("second")),
        ("PUT", "/properties/{name}") => ask.of("name", "first").json(&property("first")),
        ("POST", "/objects") => ask.json(&json!({ "name": "second" })),
        ("PUT", "/objects/{name}") => ask.of("name", "first").json(&json!({ "name": "first" })),
        ("POST", "/tags") => ask.json(&json!({ "tags": [{ "name": "second" }] })),
        ("POST", "/tags/{name}") => ask.of("name", "second"),
        ("PUT", "/tags/{name}") => ask.of("name", "first").json(&json!({ "name": "second" })),
        _ => ask.of("name", "first"),
    }
}

/// A property that only reads make sense of.
fn property(name: &str) -> Value {
    json!({ "name": name, "title": "A property", "type": "string" })
}

/// Makes the namespace that a row is about, and tells its name.
pub async fn namespace(stage: &Stage, case: &str) -> String {
    let name = stage.name("namespace");
    let project = stage.maker.person().caller.project.as_str();
    let new = json!({
        "namespace": name,
        "owner": project,
        "visibility": if case == "public" { "public" } else { "private" },
        "protected": case == "protected",
        "resource_type_associations": [{ "name": "OS::Glance::Image" }],
        "properties": { "first": { "title": "A property", "type": "string" } },
        "objects": [{ "name": "first" }],
        "tags": [{ "name": "first" }],
    });
    let admin = stage.person(TestUser::Admin);
    let made = admin.post_json("/image/v2/metadefs/namespaces", &new).await;
    assert_eq!(made.status, 201, "{}", made.text());
    name
}
