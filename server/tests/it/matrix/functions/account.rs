use identity::Principal;
use serde_json::{Value, json};

use crate::{
    helpers::Client,
    matrix::{ask::Ask, people::TestUser, stage::Stage, table::Row},
};

/// The forms about oneself, one's browser and the session. What would end the session of the walk comes from somebody new,
/// in the same role.
pub async fn ask(stage: &Stage, ask: Ask, endpoint: &str, row: &Row, who: TestUser) -> Option<Ask> {
    let text = |text: &str| text.to_owned();
    let maker = &stage.maker;
    Some(match endpoint {
        "sign_in" => {
            let (name, password) = match who {
                TestUser::Anonymous => (text("nobody"), text("nobody")),
                _ => Stage::name_and_password(stage.person(who)),
            };
            // From a browser that has no session yet.
            ask.by(stage.person(TestUser::Anonymous).clone()).form(&[
                ("name", name),
                ("password", password),
                ("domain", text("")),
                ("next", text("")),
            ])
        }
        "sign_out" | "end_other_sessions" => match someone(stage, who).await {
            Some(new) => as_one(ask, row, &new).form(&[]),
            None => ask.form(&[]),
        },
        "change_password" => match someone(stage, who).await {
            Some(new) => {
                let (_, old) = Stage::name_and_password(&new.0);
                as_one(ask, row, &new)
                    .form(&[("old", old), ("new", stage.name("seven-green-cats"))])
            }
            None => ask.form(&[("old", text("")), ("new", text(""))]),
        },
        "end_session" => match someone(stage, who).await {
            Some(new) if row.case == "one's own" => {
                as_one(ask, row, &new).form(&[("id", session_of(stage, &new.0).await)])
            }
            _ => ask.form(&[("id", session_of(stage, maker).await)]),
        },
        "enter_project" => {
            let project = [("project", maker.person().caller.project.to_string())];
            match someone(stage, who).await {
                // A browser that enters a project gets another session for it.
                Some(new) => as_one(ask, row, &new).form(&project),
                None => ask.form(&project),
            }
        }
        "set_default_project" => ask.form(&[("usual", text(""))]),
        "set_preferences" => ask.form(&[("locale", text("en"))]),
        "set_columns" => ask.form(&[("size", text("on"))]),
        "session_left" => ask,
        "stay_signed_in" => ask.form(&[]),
        "create_credential" => ask.form(&[
            ("name", stage.name("credential")),
            ("role", text("reader")),
            ("days", text("")),
        ]),
        "delete_credential" => {
            let is_own = row.case == "one's own" && who != TestUser::Anonymous;
            let of = if is_own { stage.person(who) } else { maker };
            ask.form(&[("id", credential_of(stage, of).await)])
        }
        _ => return None,
    })
}

/// Somebody new who is what `who` is, and their browser.
async fn someone(stage: &Stage, who: TestUser) -> Option<(Client, Client)> {
    if who == TestUser::Anonymous {
        return None;
    }
    let new = stage.fresh(who).await;
    let browser = stage.sign_in(&new).await;
    Some((new, browser))
}

/// `ask`, from the browser of somebody new, in the name of a project of theirs.
fn as_one(ask: Ask, row: &Row, (new, browser): &(Client, Client)) -> Ask {
    let project = &new.person().caller.project;
    ask.by(browser.clone())
        .to(format!("{}?project={project}", row.path()))
}

/// A session of `of`.
async fn session_of(stage: &Stage, of: &Client) -> String {
    let principal = Principal::from(&stage.root.person().caller);
    let directory = stage.app.identity.directory(&principal);
    let found = directory
        .sign_ins(&of.person().caller.user)
        .await
        .expect("sessions");
    found.first().expect("a session").id.to_string()
}

async fn credential_of(stage: &Stage, of: &Client) -> String {
    let path = format!(
        "/identity/v3/users/{}/application_credentials",
        of.person().caller.user
    );
    let body: Value = json!({ "application_credential": { "name": stage.name("credential") } });
    let made = of.post_json(&path, &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["application_credential"]["id"]
        .as_str()
        .expect("an id")
        .to_owned()
}
