use super::table::Row;
use crate::helpers::{Answer, Client};

/// What is sent to a door.
#[derive(Debug)]
pub struct Ask {
    method: String,
    pub path: String,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Ask {
    /// A request to the door of `row`, with nothing in its body.
    pub fn at(row: &Row) -> Self {
        Self {
            method: row.method().to_owned(),
            path: row.path().to_owned(),
            headers: Vec::new(),
            body: String::new(),
        }
    }

    /// The same, where `name` in the path stands for `value`.
    pub fn of(mut self, name: &str, value: impl ToString) -> Self {
        self.path = self
            .path
            .replace(&format!("{{{name}}}"), &value.to_string());
        self
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

    pub async fn send(self, who: &Client) -> Answer {
        assert!(!self.path.contains('{'), "{} is a whole path", self.path);
        let mut who = who.clone();
        for (name, value) in &self.headers {
            who = who.header(name, value);
        }
        who.send(&self.method, &self.path, self.body).await
    }
}
