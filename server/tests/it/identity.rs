//! The Identity API: users, projects, roles, credentials, limits.

mod assignments;
mod calls;
mod credentials;
mod lending;
mod limits;
mod people;
mod roles;
mod scopes;

use crate::helpers::{Answer, Client};
use serde_json::{Value, json};

/// Makes a thing, and tells what was made.
pub async fn make(client: &Client, many: &str, one: &str, body: Value) -> Value {
    let answer = client
        .post_json(&format!("/identity/v3/{many}"), &json!({ one: body }))
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()[one].clone()
}

/// The id of a role.
pub async fn role(admin: &Client, name: &str) -> String {
    let found = admin
        .get(&format!("/identity/v3/roles?name={name}"))
        .await
        .json();
    text(&found["roles"][0]["id"])
}

pub fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Whoever got that token.
fn with(client: Client, answer: &Answer) -> Client {
    assert_eq!(answer.status, 201, "{}", answer.text());
    client.header("x-auth-token", answer.header("x-subject-token"))
}
