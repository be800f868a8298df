//! Rights that are lent to an application credential are never above its maker's, by whatever way.

use model::Role;
use serde_json::{Value, json};
use testkit::both_databases;

use super::{text, with};
use crate::helpers::{Client, TestApp};

const ROLES: [Role; 4] = [Role::Reader, Role::Member, Role::Admin, Role::Service];

/// Every set of roles.
fn sets() -> impl Iterator<Item = Vec<Role>> {
    (1..16_u8).map(|bits| {
        let has = |(at, _): &(usize, Role)| bits & (1 << at) != 0;
        ROLES
            .into_iter()
            .enumerate()
            .filter(has)
            .map(|(_, role)| role)
            .collect()
    })
}

fn words(roles: &[Role]) -> Vec<Value> {
    roles
        .iter()
        .map(|role| json!({ "name": role.as_str() }))
        .collect()
}

async fn lend(maker: &Client, name: &str, roles: &[Role], unrestricted: bool) -> (u16, Value) {
    let path = format!(
        "/identity/v3/users/{}/application_credentials",
        maker.person().caller.user
    );
    let body = json!({ "name": name, "roles": words(roles), "unrestricted": unrestricted });
    let made = maker
        .post_json(&path, &json!({ "application_credential": body }))
        .await;
    (
        made.status.as_u16(),
        made.json()["application_credential"].clone(),
    )
}

/// A program that was authenticated by the credential, and the roles that it has.
async fn program(app: &TestApp, maker: &Client, credential: &Value) -> (Client, Vec<String>) {
    let proof = json!({ "methods": ["application_credential"], "application_credential": { "id": credential["id"], "secret": credential["secret"] } });
    let answer = app
        .anonymous()
        .post_json(
            "/identity/v3/auth/tokens",
            &json!({ "auth": { "identity": proof } }),
        )
        .await;
    let roles = answer.json()["token"]["roles"]
        .as_array()
        .expect("roles")
        .iter()
        .map(|role| text(&role["name"]))
        .collect();
    (with(maker.clone(), &answer), roles)
}

fn within(roles: &[Role], of: &[Role]) -> bool {
    let all = of.iter().copied().collect::<model::Roles>().with_implied();
    roles.iter().all(|role| all.has(*role))
}

both_databases! {
    async fn no_role_is_lent_that_its_maker_has_not(db: TestDb) {
        let app = TestApp::new(db).await;
        let project = app.fixtures.project("lab").await;
        for (number, own) in [vec![Role::Reader], vec![Role::Member], vec![Role::Service], vec![Role::Member, Role::Service], vec![Role::Admin]].into_iter().enumerate() {
            let maker = app.user_with_roles(&format!("maker{number}"), &project, &own).await;
            for (at, wanted) in sets().enumerate() {
                let (status, _) = lend(&maker, &format!("c{at}"), &wanted, false).await;
                assert_eq!(status, if within(&wanted, &own) { 201 } else { 400 }, "{own:?} lends {wanted:?}");
            }
        }
    }

    async fn what_is_lent_on_is_never_more_than_was_lent(db: TestDb) {
        let app = TestApp::new(db).await;
        let project = app.fixtures.project("lab").await;
        let maker = app.user_with_roles("maker", &project, &[Role::Admin, Role::Service]).await;
        let (_, loose) = lend(&maker, "loose", &[Role::Member], true).await;
        let (child, roles) = program(&app, &maker, &loose).await;
        assert_eq!(roles, ["member", "reader"]);
        for (at, wanted) in sets().enumerate() {
            let (status, made) = lend(&child, &format!("g{at}"), &wanted, true).await;
            let may = within(&wanted, &[Role::Member]);
            assert_eq!(status, if may { 201 } else { 400 }, "a member's credential lends {wanted:?}");
            if may {
                let (_, roles) = program(&app, &maker, &made).await;
                assert!(roles.iter().all(|role| ["member", "reader"].contains(&role.as_str())), "{roles:?}");
            }
        }
        let path = format!("/identity/v3/users/{}/application_credentials", maker.person().caller.user);
        let usual = child.post_json(&path, &json!({ "application_credential": { "name": "usual" } })).await.json();
        let (_, roles) = program(&app, &maker, &usual["application_credential"]).await;
        assert_eq!(roles, ["member", "reader"], "without a word it gets its maker's, which is the credential");
    }

    async fn a_restricted_one_neither_makes_nor_ends_another(db: TestDb) {
        let app = TestApp::new(db).await;
        let project = app.fixtures.project("lab").await;
        let maker = app.user_with_roles("maker", &project, &[Role::Admin]).await;
        let (_, tight) = lend(&maker, "tight", &[Role::Admin], false).await;
        let (_, other) = lend(&maker, "other", &[Role::Reader], false).await;
        let (tied, roles) = program(&app, &maker, &tight).await;
        assert!(roles.contains(&"admin".to_owned()));
        assert_eq!(lend(&tied, "child", &[Role::Reader], false).await.0, 403);
        let path = format!("/identity/v3/users/{}/application_credentials", maker.person().caller.user);
        for one in [&tight, &other] {
            assert_eq!(tied.delete(&format!("{path}/{}", text(&one["id"]))).await.status, 403);
        }
        assert_eq!(maker.delete(&format!("{path}/{}", text(&other["id"]))).await.status, 204);
    }
}
