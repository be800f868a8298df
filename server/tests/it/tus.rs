//! tus 1.0.0 beyond its core, endpoint by endpoint.

mod checksum;
mod creation;
mod standing;

use axum::body::Body;
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::helpers::{Answer, Client};

const MEDIA: &str = "application/offset+octet-stream";

/// `client`, as a client of tus.
fn tus(client: &Client) -> Client {
    client.clone().header("tus-resumable", "1.0.0")
}

/// The metadata of a raw image.
fn raw() -> String {
    ["name chunks", "disk_format raw", "container_format bare"]
        .map(|pair| {
            let (key, value) = pair.split_once(' ').expect("a pair");
            format!("{key} {}", STANDARD.encode(value))
        })
        .join(",")
}

/// Begins an upload of a new raw image, with these headers too.
async fn begin(client: &Client, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut client = tus(client).header("upload-metadata", &raw());
    for (name, value) in headers {
        client = client.header(name, value);
    }
    client
        .send("POST", "/uploads", Body::from(body.to_vec()))
        .await
}

/// Sends bytes at an offset, with these headers too.
async fn patch(
    client: &Client,
    place: &str,
    offset: usize,
    headers: &[(&str, &str)],
    data: &[u8],
) -> Answer {
    let mut client = tus(client)
        .header("upload-offset", &offset.to_string())
        .header("content-type", MEDIA);
    for (name, value) in headers {
        client = client.header(name, value);
    }
    client.send("PATCH", place, Body::from(data.to_vec())).await
}

async fn head(client: &Client, place: &str) -> Answer {
    tus(client).send("HEAD", place, Body::empty()).await
}

/// Where a new upload is.
fn place(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.text());
    let place = answer.header("location");
    place
        .strip_prefix("http://vitrine.test")
        .expect("our host")
        .to_owned()
}

/// The status of the image that an upload is for.
async fn status(client: &Client, upload: &Answer) -> String {
    let image = upload.header("vitrine-image-id");
    let image = client.get(&format!("/image/v2/images/{image}")).await;
    image.json()["status"]
        .as_str()
        .expect("a status")
        .to_owned()
}
