//! What is asked about at the endpoints of the Identity API: the project of reader, member and admin, a colleague in it, and
//! whatever else an admin made for the one ask.

mod limits;

use serde_json::{Value, json};

use super::{ask::Ask, people::TestUser, stage::Stage, table::Row};
use crate::helpers::Client;

/// The request at the endpoint of `row`, about something that was made for it.
pub async fn ask(stage: &Stage, row: &Row, who: TestUser) -> Ask {
    let ask = Ask::at(row);
    let path = row.path().strip_prefix("/identity/v3").unwrap_or_default();
    let part = path.split('/').nth(1).unwrap_or_default();
    match part {
        "auth" => about_tokens(stage, ask, row, who).await,
        "users" => about_users(stage, ask, row, who).await,
        _ if path.contains("/users/{user}/roles") => about_grants(stage, ask, row).await,
        "limits" | "registered_limits" => limits::ask(stage, ask, row).await,
        "projects" | "domains" | "roles" => about_things(stage, ask, row, part).await,
        "services" | "endpoints" => ask.of("id", first(stage, part).await),
        "regions" => ask.of("id", "RegionOne"),
        _ => ask,
    }
}

async fn about_tokens(stage: &Stage, ask: Ask, row: &Row, who: TestUser) -> Ask {
    if !row.path().ends_with("/tokens") {
        return ask;
    }
    let principal = stage.person(who);
    let of = if row.case == "one's own" && who != TestUser::Anonymous {
        principal
    } else {
        &stage.maker
    };
    match row.method() {
        // Whoever has a token may have another for it.
        "POST" if who == TestUser::Anonymous => ask.json(&exchange("gAAAAnone")),
        "POST" => ask.json(&exchange(principal.value("x-auth-token"))),
        "DELETE" => ask.header("x-subject-token", another_token(stage, of).await),
        _ => ask.header("x-subject-token", of.value("x-auth-token")),
    }
}

fn exchange(token: &str) -> Value {
    json!({ "auth": { "identity": { "methods": ["token"], "token": { "id": token } } } })
}

/// One more token of the same person.
async fn another_token(stage: &Stage, of: &Client) -> String {
    let body = exchange(of.value("x-auth-token"));
    let anonymous = stage.person(TestUser::Anonymous);
    let answer = anonymous.post_json("/identity/v3/auth/tokens", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.header("x-subject-token").to_owned()
}

async fn about_users(stage: &Stage, ask: Ask, row: &Row, who: TestUser) -> Ask {
    let is_own = row.case == "oneself" && who != TestUser::Anonymous;
    let principal = if is_own {
        stage.person(who)
    } else {
        &stage.maker
    };
    let named = json!({ "user": { "name": stage.name("user") } });
    let tail = row
        .path()
        .strip_prefix("/identity/v3/users")
        .expect("users");
    match (row.method(), tail) {
        ("POST", "") => ask.json(&named),
        ("PATCH", _) if is_own => ask
            .of("id", &principal.person().caller.user)
            .json(&json!({ "user": { "email": "x" } })),
        ("PATCH", _) => ask
            .of("id", stage.make("users", "user", json!({})).await)
            .json(&named),
        ("DELETE", "/{id}") => ask.of("id", stage.make("users", "user", json!({})).await),
        ("POST", "/{id}/password") => {
            let of = stage.fresh(who).await;
            let change = json!({ "user": { "original_password": Stage::name_and_password(&of).1, "password": stage.name("seven-green-cats") } });
            let ask = ask.of("id", &of.person().caller.user).json(&change);
            if is_own { ask.by(of) } else { ask }
        }
        ("POST", _) => ask
            .of("id", &principal.person().caller.user)
            .json(&credential(stage)),
        (_, tail) if tail.contains("{credential}") => {
            let user = principal.person().caller.user.clone();
            let path = format!("/identity/v3/users/{user}/application_credentials");
            let made = principal.post_json(&path, &credential(stage)).await;
            assert_eq!(made.status, 201, "{row}: {}", made.text());
            ask.of("id", user).of(
                "credential",
                text(&made.json()["application_credential"]["id"]),
            )
        }
        _ => ask.of("id", &principal.person().caller.user),
    }
}

fn credential(stage: &Stage) -> Value {
    json!({ "application_credential": { "name": stage.name("credential") } })
}

/// A role of a user in the project, in the domain, in the whole system. To be given, it is not there yet.
async fn about_grants(stage: &Stage, ask: Ask, row: &Row) -> Ask {
    let user = stage.make("users", "user", json!({})).await;
    let role = stage.make("roles", "role", json!({})).await;
    let place = if row.path().contains("/domains/") {
        "default"
    } else {
        stage.maker.person().caller.project.as_str()
    };
    if row.method() != "PUT" {
        let at = row
            .path()
            .trim_end_matches("/{role}")
            .replace("{id}", place);
        let grant = format!("{}/{role}", at.replace("{user}", &user));
        let given = stage.root.send("PUT", &grant, "").await;
        assert_eq!(given.status, 204, "{row}: {}", given.text());
    }
    ask.of("id", place).of("user", user).of("role", role)
}

/// Projects, domains, roles.
async fn about_things(stage: &Stage, ask: Ask, row: &Row, many: &str) -> Ask {
    let one = many.trim_end_matches('s');
    let body = json!({ one: { "name": stage.name(one) } });
    match (row.method(), row.case.as_str()) {
        ("POST", _) => ask.json(&body),
        ("GET", _) if !row.path().ends_with("{id}") => ask,
        // The one that everybody but `Other` works in.
        ("GET", "") if one == "project" => ask.of("id", &stage.maker.person().caller.project),
        // Only what is switched off is deleted.
        _ => {
            let id = stage
                .make(many, one, json!({ "enabled": one != "domain" }))
                .await;
            let ask = ask.of("id", id);
            if row.method() == "PATCH" {
                ask.json(&body)
            } else {
                ask
            }
        }
    }
}

/// The id of one of these, as an admin finds it.
async fn first(stage: &Stage, many: &str) -> String {
    let found = stage.root.get(&format!("/identity/v3/{many}")).await.json();
    text(&found[many][0]["id"])
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
