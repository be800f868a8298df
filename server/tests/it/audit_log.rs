//! Activity: that whatever is done in the directory, and by signing in, is noted once, and never a secret with it.

mod people;
mod projects;
mod sessions;

use db::query;

use crate::helpers::{Client, TestApp};

/// What was noted, as it stands in the table.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct RecordedEvent {
    pub actor_name: String,
    pub action: String,
    pub target_id: String,
    pub target_name: String,
    pub owner: Option<String>,
    pub details: String,
    pub node: String,
    pub request_id: String,
    pub user_agent: String,
}

impl RecordedEvent {
    /// Who did what to whom.
    pub fn told(&self) -> (&str, &str, &str) {
        (&self.actor_name, &self.action, &self.target_name)
    }
}

/// Everything that was noted, oldest first.
pub async fn everything(app: &TestApp) -> Vec<RecordedEvent> {
    let sql = "
        select actor_name, action, target_id, target_name, owner, details, node, request_id, user_agent
        from activity order by id";
    app.db.db.fetch_all(query(sql)).await.expect("rows")
}

/// What people did, oldest first.
pub async fn audit_events(app: &TestApp) -> Vec<RecordedEvent> {
    let mut rows = everything(app).await;
    rows.retain(|row| !row.actor_name.is_empty());
    rows
}

/// A browser without JavaScript.
fn browser(app: &TestApp) -> Client {
    let page = app
        .anonymous()
        .header("accept", "text/html")
        .header("sec-fetch-site", "same-origin")
        .header("user-agent", "Lynx");
    page.header("referer", "http://vitrine.test/login")
}

/// `name`, signed in with a browser of their own.
async fn signed_in(app: &TestApp, name: &str) -> Client {
    let form = format!("name={name}&password={name}-{name}&domain=&next=");
    let answer = browser(app).post_form("/fn/sign_in", &form).await;
    assert_eq!(answer.status, 302, "{}", answer.text());
    browser(app).header("cookie", &answer.cookies())
}

/// Sends a form of a page, in the project that `who` is in.
async fn send(page: &Client, who: &Client, endpoint: &str, form: &str) {
    let project = &who.person().caller.project;
    let answer = page
        .post_form(&format!("/fn/{endpoint}?project={project}"), form)
        .await;
    assert_eq!(answer.status, 302, "{endpoint}: {}", answer.text());
}
