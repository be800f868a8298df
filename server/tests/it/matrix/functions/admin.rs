use model::ProjectId;
use registry::NewCertificate;
use serde_json::json;

use crate::matrix::{ask::Ask, metadefs, people::TestUser, stage::Stage};

/// One that is registered for each project once at most.
const PEM: &str = include_str!("../../dashboard/acme.pem");

/// The forms about projects and users: those that an admin made for this ask.
pub async fn ask(stage: &Stage, ask: Ask, endpoint: &str) -> Option<Ask> {
    let text = |text: &str| text.to_owned();
    let project = async || stage.make("projects", "project", json!({})).await;
    let user = async || stage.make("users", "user", json!({})).await;
    Some(match endpoint {
        "create_project" => ask.form(&[("name", stage.name("project")), ("description", text(""))]),
        "turn_project" => ask.form(&[("id", project().await), ("enabled", text("false"))]),
        "delete_project" => {
            let name = stage.name("project");
            let id = stage
                .make("projects", "project", json!({ "name": name }))
                .await;
            ask.form(&[("id", id), ("name", name)])
        }
        "set_quota" => ask.form(&[
            ("id", project().await),
            ("size", text("1")),
            ("staged", text("")),
            ("images", text("")),
            ("uploading", text("")),
        ]),
        "give_role" | "take_role" => {
            let (id, name) = (project().await, stage.name("user"));
            let user = stage.make("users", "user", json!({ "name": name })).await;
            if endpoint == "take_role" {
                grant(stage, &id, &user).await;
            }
            let who = if endpoint == "give_role" { name } else { user };
            ask.form(&[("id", id), ("user", who), ("role", text("reader"))])
        }
        // With a password, none is made for them.
        "create_user" => ask.form(&[
            ("name", stage.name("user")),
            ("password", text("a long password")),
            ("project", text("")),
            ("role", text("reader")),
        ]),
        "turn_user" => ask.form(&[("id", user().await), ("enabled", text("false"))]),
        "reset_password" | "end_user_sessions" => ask.form(&[("id", user().await)]),
        "delete_user" => {
            let name = stage.name("user");
            let id = stage.make("users", "user", json!({ "name": name })).await;
            ask.form(&[("id", id), ("name", name)])
        }
        "create_namespace" => {
            let new = json!({ "namespace": stage.name("made") });
            ask.form(&[("json", new.to_string())])
        }
        "save_namespace" => {
            let name = metadefs::namespace(stage, "").await;
            let caller = &stage.person(TestUser::Admin).person().caller;
            let file = stage.app.registry.definitions(caller).file(&name).await;
            let file = file.expect("a file");
            ask.form(&[
                ("json", file.content.to_string()),
                ("namespace", name),
                ("seen", file.version),
            ])
        }
        "delete_namespace" => {
            let name = metadefs::namespace(stage, "").await;
            ask.form(&[("name", name.clone()), ("namespace", name)])
        }
        "create_certificate" => ask.form(&[
            ("name", text("")),
            ("project", project().await),
            ("pem", text(PEM)),
        ]),
        "revoke_certificate" => {
            let (id, _) = certificate(stage, project().await).await;
            ask.form(&[("id", id), ("reason", text("its key was lost"))])
        }
        "delete_certificate" => {
            let (id, name) = certificate(stage, project().await).await;
            ask.form(&[("id", id), ("name", name)])
        }
        "require_signatures" => ask.form(&[("id", project().await), ("required", text("on"))]),
        _ => return None,
    })
}

/// A certificate that `project` may use: its id and its name.
pub async fn certificate(stage: &Stage, project: String) -> (String, String) {
    let project: ProjectId = project.parse().expect("an id");
    let new = NewCertificate {
        name: stage.name("certificate"),
        project: Some(project),
        pem: PEM.to_owned(),
    };
    let root = &stage.root.person().caller;
    let made = stage.app.registry.certificates(root).register(&new).await;
    let made = made.expect("a certificate");
    (made.id.to_string(), made.name)
}

/// Makes `user` a reader in `project`.
async fn grant(stage: &Stage, project: &str, user: &str) {
    let roles = stage.root.get("/identity/v3/roles?name=reader").await;
    let roles = roles.json();
    let role = roles["roles"][0]["id"].as_str().expect("a role");
    let path = format!("/identity/v3/projects/{project}/users/{user}/roles/{role}");
    let granted = stage.root.send("PUT", &path, String::new()).await;
    assert_eq!(granted.status, 204, "{}", granted.text());
}
