use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let kind = parts.headers.get("content-type");
        let body = if kind.is_some_and(|kind| kind == "text/event-stream") {
            // It has no end.
            Bytes::new()
        } else {
            body.collect().await.expect("a whole body").to_bytes()
        };
        Self {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// The value of a header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The sentence of a refusal.
    pub fn message(&self) -> String {
        let json = self.json();
        let message = json["message"]
            .as_str()
            .or(json["error"]["message"].as_str());
        message.expect("a sentence").to_owned()
    }

    /// Everything that a client can tell two answers apart by, with `id` blotted out.
    pub fn shape(&self, id: &str) -> String {
        let mut headers: Vec<String> = self
            .headers
            .iter()
            .filter(|(name, _)| *name != "x-openstack-request-id")
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect();
        headers.sort();
        format!(
            "{}\n{}\n{}",
            self.status,
            headers.join("\n"),
            self.text().replace(id, "…")
        )
    }

    /// The cookies that it sets, as a browser would send them back.
    pub fn cookies(&self) -> String {
        let cookies = self
            .headers
            .get_all("set-cookie")
            .iter()
            .filter_map(|value| value.to_str().ok());
        cookies
            .filter_map(|cookie| cookie.split(';').next())
            .collect::<Vec<_>>()
            .join("; ")
    }
}
