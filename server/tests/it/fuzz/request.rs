use std::fmt;

use axum::body::Body;
use server::Endpoint;

use super::{
    bodies,
    paths::{self, Ids},
    queries,
    rng::Rng,
};
use crate::helpers::{Answer, Client};

/// A request that somebody might send.
pub struct Ask {
    pub method: String,
    pub uri: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

const MEDIA: &[&str] = &[
    "application/json",
    "application/openstack-images-v2.1-json-patch",
    "application/openstack-images-v2.0-json-patch",
    "application/openstack-images-v2.9-json-patch",
    "application/octet-stream",
    "application/offset+octet-stream",
    "text/plain",
    "application/json; charset=utf-8",
    "",
    ";;;",
];

const HEADERS: &[&str] = &[
    "range",
    "last-event-id",
    "content-range",
    "accept",
    "x-openstack-request-id",
    "x-image-meta-store",
    "x-openstack-image-size",
    "x-subject-token",
    "x-service-token",
    "upload-length",
    "upload-offset",
    "upload-metadata",
    "upload-defer-length",
    "upload-checksum",
    "if-none-match",
    "origin",
    "accept-language",
    "cookie",
    "x-forwarded-host",
];

const VALUES: &[&str] = &[
    "bytes=0-9",
    "bytes=-1",
    "bytes=9-0",
    "bytes=0-0,2-3",
    "bytes=18446744073709551615-",
    "bytes=0-18446744073709551615",
    "bytes 0-1/*",
    "bytes 0-1/4",
    "bytes 5-1/x",
    "application/json",
    "*/*",
    "text/html",
    ";q=",
    "req-x",
    "4",
    "5",
    "0",
    "-1",
    "18446744073709551616",
    "name bmFtZQ==",
    "name",
    "name !!!",
    "name bmFtZQ==,name bmFtZQ==",
    "image_id eA==",
    "sha1 x",
    "sha256 bmFtZQ==",
    "file",
    "nope",
    "http://evil.example",
    "session=x",
    "gAAAA",
    "\u{e4}",
    "",
];

impl Ask {
    /// Something at one of `endpoints`, or beside it.
    pub fn any(rng: &mut Rng, endpoints: &[Endpoint], ids: &Ids) -> Self {
        // Half of it where most is parsed: lists and patches of images.
        let endpoint = match rng.below(6) {
            0 | 1 => Endpoint {
                method: "GET",
                path: "/image/v2/images".to_owned(),
            },
            2 => Endpoint {
                method: "PATCH",
                path: "/image/v2/images/{id}".to_owned(),
            },
            _ => endpoints[rng.below(endpoints.len())].clone(),
        };
        let path = paths::of(&endpoint, rng, ids);
        let method = if rng.once_in(25) {
            rng.pick(&[
                "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW",
            ])
        } else {
            endpoint.method
        };
        let query = queries::any(rng, ids);
        let body = if ["POST", "PUT", "PATCH"].contains(&method) {
            bodies::any(rng, &endpoint.path, ids)
        } else {
            Vec::new()
        };
        let media = match endpoint.path.as_str() {
            _ if rng.once_in(8) => rng.pick(MEDIA),
            "/image/v2/images/{id}" => rng.pick(&MEDIA[1..3]),
            path if path.starts_with("/uploads") => MEDIA[5],
            path if path.ends_with("/file") || path.ends_with("/stage") => MEDIA[4],
            _ => MEDIA[0],
        };
        let mut headers = vec![("content-type", media.to_owned())];
        if path.starts_with("/uploads") && !rng.once_in(8) {
            headers.push(("tus-resumable", "1.0.0".to_owned()));
            headers.push(("upload-length", rng.pick(&["4", "0", "x"]).to_owned()));
        }
        for _ in 0..rng.below(3) {
            headers.push((rng.pick(HEADERS), rng.pick(VALUES).to_owned()));
        }
        let uri = if query.is_empty() {
            path
        } else {
            format!("{path}?{query}")
        };
        Self {
            method: method.to_owned(),
            uri,
            headers,
            body,
        }
    }

    /// The answer, unless no client could send this at all.
    pub async fn send(&self, client: &Client) -> Option<Answer> {
        self.uri.parse::<http::Uri>().ok()?;
        let mut client = client.clone();
        for (name, value) in &self.headers {
            value.parse::<http::HeaderValue>().ok()?;
            client = if *name == "cookie" {
                client.cookie(value)
            } else {
                client.header(name, value)
            };
        }
        Some(
            client
                .send(&self.method, &self.uri, Body::from(self.body.clone()))
                .await,
        )
    }

    /// Whether a refusal may be seen in that table: data that was not taken leaves an ended upload, its bytes to be
    /// removed, and a moment.
    pub fn may_change(&self, table: &str) -> bool {
        let endpoints = ["/file", "/stage", "/uploads", "/fn/upload_image"];
        // Whoever asks in a session was seen.
        endpoints.iter().any(|part| self.uri.contains(part)) || table == "sign_in"
    }
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body: String = String::from_utf8_lossy(&self.body)
            .chars()
            .take(1000)
            .collect();
        write!(f, "{} {} {:?} {body}", self.method, self.uri, self.headers)
    }
}
