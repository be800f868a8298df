use model::Role;

use super::people::Who;
use crate::helpers::{Client, TestApp};

/// A house, the five who ask, and those who make what is asked about.
pub struct Stage {
    pub app: TestApp,
    /// In the order of `Who::ALL`, each with a token.
    people: [Client; 5],
    /// A member of the project, who makes what is asked about.
    pub maker: Client,
    /// A member of a third project.
    pub elsewhere: Client,
}

impl Stage {
    /// Everybody is there; each has a token that serves for the whole walk, for passwords take long.
    pub async fn set(app: TestApp) -> Self {
        let maker = app.user("maker").await;
        let people = [
            app.nobody(),
            app.user("neighbour").await,
            app.colleague(&maker, "reader", Role::Reader).await,
            app.colleague(&maker, "member", Role::Member).await,
            app.colleague(&maker, "admin", Role::Admin).await,
        ];
        Self {
            elsewhere: app.user("elsewhere").await,
            app,
            people,
            maker,
        }
    }

    pub fn person(&self, who: Who) -> &Client {
        let at = Who::ALL.iter().position(|each| *each == who);
        &self.people[at.expect("one of the five")]
    }
}
