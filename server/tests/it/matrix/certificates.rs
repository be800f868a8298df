//! What is asked about at the endpoints of certificates: one of the project of reader, member and admin, made for the row.

use serde_json::json;
use testkit::{KeyKind, OpenSsl};

use super::{ask::Ask, people::TestUser, stage::Stage, table::Row};

/// The request at the endpoint of `row`.
pub async fn ask(stage: &Stage, row: &Row) -> Ask {
    let project = &stage.maker.person().caller.project;
    let ask = Ask::at(row).of("project", project);
    match (row.method(), row.path()) {
        ("PUT", _) => ask.json(&json!({ "required": false })),
        ("POST", "/api/v1/certificates") => {
            ask.json(&json!({ "certificate": pem(stage), "project_id": project }))
        }
        (_, path) if path.contains("{certificate}") => {
            let of_all = row.case == "of all projects";
            let id = certificate(stage, (!of_all).then(|| project.to_string())).await;
            ask.of("certificate", id).json(&json!({ "reason": "lost" }))
        }
        _ => ask,
    }
}

/// Makes a certificate for a project, or for all, and tells its id.
pub async fn certificate(stage: &Stage, project: Option<String>) -> String {
    let admin = stage.person(TestUser::Admin);
    let body = json!({ "certificate": pem(stage), "project_id": project });
    let made = admin.post_json("/api/v1/certificates", &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().expect("an id").to_owned()
}

/// A certificate that nobody has yet.
pub fn pem(stage: &Stage) -> String {
    let openssl = OpenSsl::default();
    openssl
        .self_signed(KeyKind::Ed25519, &stage.name("signer"))
        .pem
}
