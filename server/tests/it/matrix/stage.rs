use std::sync::atomic::{AtomicUsize, Ordering};

use model::Role;
use serde_json::{Value, json};

use super::people::TestUser;
use crate::helpers::{Client, TestApp};

/// A server, the five who ask, and those who make what is asked about.
pub struct Stage {
    pub app: TestApp,
    /// In the order of `TestUser::ALL`, each with a token.
    people: [Client; 5],
    /// The same, each with a browser's session.
    browsers: [Client; 5],
    /// A member of the project, who makes what is asked about.
    pub maker: Client,
    /// A member of a third project.
    pub elsewhere: Client,
    /// An admin of the whole system, who makes users and projects to ask about.
    pub root: Client,
    named: AtomicUsize,
}

impl Stage {
    /// Everybody is there; each has a token and a session that serve for the whole walk, for passwords take long.
    pub async fn set(app: TestApp) -> Self {
        let maker = app.user("maker").await;
        let people = [
            app.anonymous(),
            app.user("other").await,
            app.colleague(&maker, "reader", Role::Reader).await,
            app.colleague(&maker, "member", Role::Member).await,
            app.colleague(&maker, "admin", Role::Admin).await,
        ];
        let browsers = [
            app.anonymous(),
            app.anonymous(),
            app.anonymous(),
            app.anonymous(),
            app.anonymous(),
        ];
        let mut stage = Self {
            elsewhere: app.user("elsewhere").await,
            root: app.admin_called("root").await,
            app,
            people,
            browsers,
            maker,
            named: AtomicUsize::new(0),
        };
        for at in 1..5 {
            stage.browsers[at] = stage.sign_in(&stage.people[at]).await;
        }
        // Theirs is the session that nobody else may end.
        stage.sign_in(&stage.maker).await;
        stage
    }

    pub fn person(&self, who: TestUser) -> &Client {
        &self.people[who.column()]
    }

    pub fn browser(&self, who: TestUser) -> &Client {
        &self.browsers[who.column()]
    }

    /// Somebody new who is what `who` is.
    pub async fn fresh(&self, who: TestUser) -> Client {
        let name = self.name("person");
        match who {
            TestUser::Anonymous | TestUser::Member => {
                self.app.colleague(&self.maker, &name, Role::Member).await
            }
            TestUser::Other => self.app.user(&name).await,
            TestUser::Reader => self.app.colleague(&self.maker, &name, Role::Reader).await,
            TestUser::Admin => self.app.colleague(&self.maker, &name, Role::Admin).await,
        }
    }

    /// A browser in which somebody has just signed in.
    pub async fn sign_in(&self, who: &Client) -> Client {
        let (name, password) = Self::name_and_password(who);
        let form = format!("name={name}&password={password}&domain=&next=");
        let answer = self.app.anonymous().post_form("/fn/sign_in", &form).await;
        let browser = self.app.anonymous().header("cookie", &answer.cookies());
        browser.of_person(who.person().clone())
    }

    /// With what somebody signs in.
    pub fn name_and_password(who: &Client) -> (String, String) {
        let name = who.person().caller.user_name.clone();
        let password = format!("{name}-{name}");
        (name, password)
    }

    /// A name that nothing has yet.
    pub fn name(&self, what: &str) -> String {
        format!("{what}-{}", self.named.fetch_add(1, Ordering::Relaxed))
    }

    /// Makes a user, a project, a domain or a role, with `said` of it, and tells its id.
    pub async fn make(&self, many: &str, one: &str, said: Value) -> String {
        let mut body = json!({ "name": self.name(one) });
        let said = said.as_object().expect("fields").clone();
        body.as_object_mut().expect("fields").extend(said);
        let path = format!("/identity/v3/{many}");
        let made = self.root.post_json(&path, &json!({ one: body })).await;
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()[one]["id"].as_str().expect("an id").to_owned()
    }
}
