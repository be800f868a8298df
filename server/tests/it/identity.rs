//! The Identity API: users, projects, roles, credentials, limits.

mod assignments;
mod attempts;
mod calls;
mod credentials;
mod delegation;
mod last_admin;
mod limits;
mod new_passwords;
mod not_served;
mod people;
mod revocation;
mod roles;
mod scopes;

use crate::helpers::{Answer, Client, TestApp};
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

/// A program that came in with that application credential of `owner`'s.
async fn enter(app: &TestApp, owner: &Client, credential: &Value) -> Client {
    let proof = json!({ "id": credential["id"], "secret": credential["secret"] });
    let identity =
        json!({ "methods": ["application_credential"], "application_credential": proof });
    let auth = json!({ "auth": { "identity": identity } });
    let answer = app
        .anonymous()
        .post_json("/identity/v3/auth/tokens", &auth)
        .await;
    with(owner.clone(), &answer)
}
