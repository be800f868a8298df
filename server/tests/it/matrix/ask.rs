use super::{people::TestUser, stage::Stage, table::Row};
use crate::helpers::{Answer, Client};

/// What is sent to an endpoint.
#[derive(Clone)]
pub struct Ask {
    method: String,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: String,
    by: Option<Client>,
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "a value reads better in a test than a reference to one"
)]
impl Ask {
    /// A request to the endpoint of `row`, with nothing in its body.
    pub fn at(row: &Row) -> Self {
        Self {
            method: row.method().to_owned(),
            path: row.path().to_owned(),
            headers: Vec::new(),
            body: String::new(),
            by: None,
        }
    }

    /// The same, where `name` in the path stands for `value`.
    pub fn of(mut self, name: &str, value: impl ToString) -> Self {
        self.path = self
            .path
            .replace(&format!("{{{name}}}"), &value.to_string());
        self
    }

    /// The same at another address of the same endpoint.
    pub fn to(mut self, path: String) -> Self {
        self.path = path;
        self
    }

    /// The same, asked by somebody else than the one whose turn it is.
    pub fn by(mut self, other: Client) -> Self {
        self.by = Some(other);
        self
    }

    /// The same, asked with a browser's session.
    pub fn with_session(self, stage: &Stage, who: TestUser) -> Self {
        let browser = stage.browser(who).clone();
        self.by(browser)
    }

    /// The same with a header.
    pub fn header(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    /// The same with a body of that type.
    pub fn body(mut self, media: &str, body: impl ToString) -> Self {
        self.body = body.to_string();
        self.header("content-type", media)
    }

    /// The same with a JSON body.
    pub fn json(self, body: &serde_json::Value) -> Self {
        self.body("application/json", body)
    }

    /// The same with a form in its body.
    pub fn form(self, fields: &[(&str, String)]) -> Self {
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.body("application/x-www-form-urlencoded", form)
    }

    pub async fn send(self, who: &Client) -> Answer {
        assert!(!self.path.contains('{'), "{} is a whole path", self.path);
        let mut who = self.by.unwrap_or_else(|| who.clone());
        for (name, value) in &self.headers {
            who = who.header(name, value);
        }
        who.send(&self.method, &self.path, self.body).await
    }
}
