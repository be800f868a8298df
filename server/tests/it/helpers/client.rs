use std::net::{IpAddr, SocketAddr};

use axum::{Router, body::Body, extract::ConnectInfo, response::Response};
use http::{HeaderName, HeaderValue, Method, Request};
use model::ImageId;
use serde_json::{Value, json};
use server::Endpoint;
use testkit::Person;
use tower::ServiceExt;

use super::Answer;

/// Somebody who sends requests, each with the headers they always send.
#[derive(Clone)]
pub struct Client {
    router: Router,
    headers: Vec<(HeaderName, HeaderValue)>,
    person: Option<Person>,
    /// From where they ask.
    address: Option<SocketAddr>,
}

impl Client {
    pub fn new(router: Router) -> Self {
        Self {
            router,
            headers: vec![
                pair("accept", "application/json"),
                pair("host", "vitrine.test"),
            ],
            person: None,
            address: None,
        }
    }

    pub fn of_person(mut self, person: Person) -> Self {
        self.person = Some(person);
        self
    }

    /// The same client, as if its connections came from this address.
    pub fn from(mut self, address: &str) -> Self {
        self.address = Some((address.parse::<IpAddr>().expect("an address"), 4711).into());
        self
    }

    /// The same person, who asks the node that `other` asks.
    pub fn at(&self, other: &Self) -> Self {
        Self {
            router: other.router.clone(),
            ..self.clone()
        }
    }

    /// Who this is.
    pub fn person(&self) -> &Person {
        self.person.as_ref().expect("a person")
    }

    /// The same client, which sends this header from now on.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(have, _)| have != name);
        self.headers.push(pair(name, value));
        self
    }

    /// The same client, which never sends this header.
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(have, _)| have != name);
        self
    }

    /// The same client, which sends this cookie beside those it has.
    pub fn cookie(self, cookie: &str) -> Self {
        let have = self.headers.iter().find(|(name, _)| name == "cookie");
        let all = match have.and_then(|(_, value)| value.to_str().ok()) {
            Some(have) => format!("{have}; {cookie}"),
            None => cookie.to_owned(),
        };
        self.header("cookie", &all)
    }

    /// The value of a header that this client always sends.
    pub fn value(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(have, _)| have == name);
        found
            .and_then(|(_, value)| value.to_str().ok())
            .expect("the header")
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, Body::empty()).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, Body::empty()).await
    }

    pub async fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.clone()
            .header("content-type", "application/json")
            .send("POST", path, Body::from(body.to_string()))
            .await
    }

    pub async fn send_json(&self, method: &str, path: &str, body: &Value) -> Answer {
        let client = self.clone().header("content-type", "application/json");
        client
            .send(method, path, Body::from(body.to_string()))
            .await
    }

    pub async fn post_form(&self, path: &str, body: &str) -> Answer {
        let form = self
            .clone()
            .header("content-type", "application/x-www-form-urlencoded");
        form.send("POST", path, Body::from(body.to_owned())).await
    }

    /// Sends a whole image's data.
    pub async fn put_data(&self, image: ImageId, data: &[u8]) -> Answer {
        let client = self
            .clone()
            .header("content-type", "application/octet-stream");
        client
            .send(
                "PUT",
                &format!("/image/v2/images/{image}/file"),
                Body::from(data.to_vec()),
            )
            .await
    }

    /// Stages a whole image's data.
    pub async fn stage(&self, image: ImageId, data: &[u8]) -> Answer {
        let client = self
            .clone()
            .header("content-type", "application/octet-stream");
        let path = format!("/image/v2/images/{image}/stage");
        client.send("PUT", &path, Body::from(data.to_vec())).await
    }

    /// Asks for an import, with this as its body.
    pub async fn import(&self, image: ImageId, body: &Value) -> Answer {
        self.post_json(&format!("/image/v2/images/{image}/import"), body)
            .await
    }

    /// Tries an endpoint, whatever its path wants.
    pub async fn send_to(&self, endpoint: &Endpoint) -> Answer {
        let path = endpoint.path.replace("{id}", &ImageId::new().to_string());
        self.send(endpoint.method, &path, Body::empty()).await
    }

    pub async fn send(&self, method: &str, path: &str, body: impl Into<Body>) -> Answer {
        Answer::read(self.begin(method, path, body).await).await
    }

    /// Sends a request, and leaves its answer to be read.
    pub async fn begin(&self, method: &str, path: &str, body: impl Into<Body>) -> Response {
        let mut request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).expect("a method"))
            .uri(path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let mut request = request.body(body.into()).expect("a request");
        if let Some(address) = self.address {
            request.extensions_mut().insert(ConnectInfo(address));
        }
        let answer = self.router.clone().oneshot(request).await;
        answer.expect("an answer")
    }

    /// A new raw image of that name.
    pub async fn image(&self, name: &str) -> ImageId {
        let body = json!({ "name": name, "disk_format": "raw", "container_format": "bare" });
        let answer = self.post_json("/image/v2/images", &body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["id"]
            .as_str()
            .expect("an id")
            .parse()
            .expect("a UUID")
    }

    /// A new image that is active, with that data.
    pub async fn active(&self, name: &str, data: &[u8]) -> ImageId {
        let image = self.image(name).await;
        let answer = self.put_data(image, data).await;
        assert_eq!(answer.status, 204, "{}", answer.text());
        image
    }
}

fn pair(name: &str, value: &str) -> (HeaderName, HeaderValue) {
    (
        name.parse().expect("a header's name"),
        HeaderValue::from_bytes(value.as_bytes()).expect("a header's value"),
    )
}
