//! What is asked about at the endpoints of the Image API: a private image of the project, with data, unless the endpoint or the
//! case wants another.

use model::ImageId;
use serde_json::{Value, json};

use super::{ask::Ask, metadefs, people::TestUser, stage::Stage, table::Row};
use crate::helpers::Client;

const PATCH: &str = "application/openstack-images-v2.1-json-patch";
const BYTES: &str = "application/octet-stream";

/// The request at the endpoint of `row`, about something that was made for it.
pub async fn ask(stage: &Stage, row: &Row) -> Ask {
    if row.path().starts_with("/image/v2/metadefs/") {
        return metadefs::ask(stage, row).await;
    }
    let ask = Ask::at(row);
    let tail = row.path().strip_prefix("/image/v2").unwrap_or_default();
    if let Some(of_image) = tail.strip_prefix("/images/{id}") {
        let image = image(stage, of_image, row).await;
        return about(stage, ask.of("id", image), of_image, row);
    }
    match (row.method(), tail) {
        ("GET", "/schemas/{name}") => ask.of("name", "image"),
        ("GET", "/schemas/metadefs/{name}") => ask.of("name", "namespace"),
        ("POST", "/images") => ask.json(&described(stage, &row.case)),
        ("POST", "/tasks") => ask.json(&json!({ "type": "import", "input": {
            "import_from": "http://images.example.org/tiny.raw", "import_from_format": "raw", "image_properties": {},
        } })),
        (_, "/tasks/{id}") => ask.of("id", task(&stage.maker).await),
        _ => ask,
    }
}

/// What is sent about an image.
fn about(stage: &Stage, ask: Ask, tail: &str, row: &Row) -> Ask {
    let other = member(stage, row).person().caller.project.clone();
    match (row.method(), tail) {
        ("PATCH", _) => ask.body(PATCH, changes(stage, &row.case)),
        (_, "/tags/{tag}") => ask.of("tag", "blue"),
        ("POST", "/members") => {
            ask.json(&json!({ "member": stage.elsewhere.person().caller.project }))
        }
        ("PUT", "/members/{project}") => ask
            .of("project", other)
            .json(&json!({ "status": "accepted" })),
        (_, "/members/{project}") => ask.of("project", other),
        ("PUT", "/file" | "/stage") => ask.body(BYTES, "data"),
        ("POST", "/import") => ask.json(&json!({ "method": { "name": "glance-direct" } })),
        _ => ask,
    }
}

/// Makes the image that the row is about.
async fn image(stage: &Stage, tail: &str, row: &Row) -> ImageId {
    let mut body = described(stage, &row.case);
    if tail.starts_with("/members") {
        body["visibility"] = json!("shared");
    }
    // Only an admin makes one public.
    let maker = if row.case == "public" {
        stage.person(TestUser::Admin)
    } else {
        &stage.maker
    };
    let made = maker.post_json("/image/v2/images", &body).await;
    assert_eq!(made.status, 201, "{row}: {}", made.text());
    let image: ImageId = made.json()["id"]
        .as_str()
        .expect("an id")
        .parse()
        .expect("a UUID");
    let path = format!("/image/v2/images/{image}");
    let data = match (row.method(), tail) {
        ("PUT", "/file" | "/stage") => None,
        (_, "/import") => Some(maker.stage(image, b"data").await),
        _ => Some(maker.put_data(image, b"data").await),
    };
    if let Some(data) = data {
        assert_eq!(data.status, 204, "{row}: {}", data.text());
    }
    if tail.starts_with("/members/") || row.case == "shared with the other project" {
        let member = json!({ "member": member(stage, row).person().caller.project });
        assert_eq!(
            maker
                .post_json(&format!("{path}/members"), &member)
                .await
                .status,
            200,
            "{row}"
        );
    }
    if tail.ends_with("/reactivate") || row.case == "deactivated" {
        assert_eq!(
            maker
                .send("POST", &format!("{path}/actions/deactivate"), "")
                .await
                .status,
            204,
            "{row}"
        );
    }
    image
}

/// What is said of a new image.
fn described(stage: &Stage, case: &str) -> Value {
    let visibility = match case {
        "public" | "community" => case,
        "shared with the other project" => "shared",
        _ => "private",
    };
    let mut body = json!({
        "name": "ours", "disk_format": "raw", "container_format": "bare", "tags": ["blue"],
        "visibility": visibility, "protected": case == "protected",
    });
    if case == "for another project" {
        body["owner"] = json!(stage.elsewhere.person().caller.project);
    }
    body
}

/// What a `PATCH` says, by the case.
fn changes(stage: &Stage, case: &str) -> Value {
    let (field, value) = match case {
        "to public" => ("visibility", json!("public")),
        "to community" => ("visibility", json!("community")),
        "to another project" => ("owner", json!(stage.elsewhere.person().caller.project)),
        _ => ("name", json!("still ours")),
    };
    json!([{ "op": "replace", "path": format!("/{field}"), "value": value }])
}

/// With whom the image is shared.
fn member<'a>(stage: &'a Stage, row: &Row) -> &'a Client {
    if row.case == "shared with the other project" {
        stage.person(TestUser::Other)
    } else {
        &stage.elsewhere
    }
}

/// A task that waits to be done.
async fn task(maker: &Client) -> String {
    let image = maker.image("imported").await;
    assert_eq!(maker.stage(image, b"data").await.status, 204);
    let import = json!({ "method": { "name": "glance-direct" } });
    assert_eq!(maker.import(image, &import).await.status, 202);
    let tasks = maker
        .get(&format!("/image/v2/images/{image}/tasks"))
        .await
        .json();
    tasks["tasks"][0]["id"].as_str().expect("a task").to_owned()
}
