use model::ImageId;
use serde_json::json;

use crate::matrix::{ask::Ask, people::TestUser, stage::Stage, table::Row};

const BOUNDARY: &str = "form-data-ends-here";

/// The forms about images: one of the project's, private unless the case says otherwise.
pub async fn ask(stage: &Stage, ask: Ask, endpoint: &str, row: &Row) -> Option<Ask> {
    let elsewhere = stage.elsewhere.person().caller.project.clone();
    let others = stage
        .person(TestUser::Other)
        .person()
        .caller
        .project
        .clone();
    let shared = ["share_image", "unshare_image", "answer_image"].contains(&endpoint);
    let visibility = match row.case.as_str() {
        "public" | "to be public" => "public",
        _ if shared => "shared",
        _ => "private",
    };
    let image = async || {
        image(
            stage,
            if row.case == "public" {
                "public"
            } else if shared {
                "shared"
            } else {
                "private"
            },
        )
        .await
    };
    Some(match endpoint {
        "delete_image" => ask.form(&[("id", image().await)]),
        "turn_image" => ask.form(&[("id", image().await), ("active", "false".into())]),
        "change_images" => ask.form(&[("ids", image().await), ("deed", "delete".into())]),
        "change_image" => {
            let id = image().await;
            let shown = stage.app.registry.images(&stage.maker.person().caller);
            let shown = shown
                .get(id.parse().expect("an id"))
                .await
                .expect("the image");
            let seen = shown.updated_at.unix_timestamp_nanos() / 1000;
            ask.form(&[
                ("id", id),
                ("seen", seen.to_string()),
                ("name", "still ours".into()),
                ("visibility", visibility.into()),
                ("min_disk", "0".into()),
                ("min_ram", "0".into()),
            ])
        }
        "share_image" => ask.form(&[("id", image().await), ("with", elsewhere.to_string())]),
        "unshare_image" => {
            let id = image().await;
            share(stage, &id, elsewhere.as_str()).await;
            ask.form(&[("id", id), ("with", elsewhere.to_string())])
        }
        "answer_image" => {
            let id = image().await;
            let with = if row.case == "shared with the other project" {
                &others
            } else {
                &elsewhere
            };
            share(stage, &id, with.as_str()).await;
            ask.form(&[("id", id), ("status", "accepted".into())])
        }
        "upload_image" => ask.body(&format!("multipart/form-data; boundary={BOUNDARY}"), file()),
        _ => return None,
    })
}

/// A file that comes with a form.
fn file() -> String {
    let part = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=");
    format!(
        "{part}\"name\"\r\n\r\nours\r\n{part}\"file\"; filename=\"ours.raw\"\r\n\r\ndata\r\n--{BOUNDARY}--\r\n"
    )
}

async fn image(stage: &Stage, visibility: &str) -> String {
    // Only an admin makes one public.
    let maker = if visibility == "public" {
        stage.person(TestUser::Admin)
    } else {
        &stage.maker
    };
    let body = json!({ "name": "ours", "disk_format": "raw", "container_format": "bare", "visibility": visibility });
    let made = maker.post_json("/image/v2/images", &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let image: ImageId = id.parse().expect("a UUID");
    assert_eq!(maker.put_data(image, b"data").await.status, 204);
    id
}

async fn share(stage: &Stage, image: &str, with: &str) {
    let path = format!("/image/v2/images/{image}/members");
    let shared = stage
        .maker
        .post_json(&path, &json!({ "member": with }))
        .await;
    assert_eq!(shared.status, 200, "{}", shared.text());
}
