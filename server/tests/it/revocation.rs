//! What ends at once: every way to end somebody's rights, against every way in which they were authenticated, here and
//! on another node.

use model::Role;
use serde_json::{Value, json};
use testkit::both_databases;

use crate::helpers::{Client, TestApp};

/// A way to end rights.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ending {
    DisabledUser,
    DeletedUser,
    DisabledProject,
    DeletedProject,
    RevokedRole,
    NewPassword,
    DeletedCredential,
    Expiry,
}

use Ending::{
    DeletedCredential, DeletedProject, DeletedUser, DisabledProject, DisabledUser, Expiry,
    NewPassword, RevokedRole,
};

const ALL: [Ending; 8] = [
    DisabledUser,
    DeletedUser,
    DisabledProject,
    DeletedProject,
    RevokedRole,
    NewPassword,
    DeletedCredential,
    Expiry,
];

/// A user who was authenticated in each way.
struct Access {
    project: String,
    user: String,
    credential: String,
    session: Client,
    bearer: Client,
    program: Client,
    upload: String,
}

impl Access {
    /// What each way answers at `node`: the status of a list, and of going on with the upload.
    async fn answers(&self, node: &Client) -> [(&'static str, u16); 4] {
        let list = async |who: &Client| who.at(node).get("/image/v2/images").await.status.as_u16();
        let tus = self.bearer.clone().header("tus-resumable", "1.0.0");
        [
            ("web session", list(&self.session).await),
            ("bearer token", list(&self.bearer).await),
            ("token of a credential", list(&self.program).await),
            (
                "open upload",
                tus.at(node)
                    .send("HEAD", &self.upload, "")
                    .await
                    .status
                    .as_u16(),
            ),
        ]
    }

    /// Sends the next bytes of the upload.
    async fn next_bytes(&self, node: &Client) -> u16 {
        let tus = self
            .bearer
            .clone()
            .header("tus-resumable", "1.0.0")
            .header("upload-offset", "0");
        let tus = tus.header("content-type", "application/offset+octet-stream");
        tus.at(node)
            .send("PATCH", &self.upload, "12345")
            .await
            .status
            .as_u16()
    }
}

fn id(value: &Value) -> String {
    value.as_str().expect("an id").to_owned()
}

async fn let_in(app: &TestApp, name: &str) -> Access {
    let bearer = app.user(name).await;
    let caller = bearer.person().caller.clone();
    let path = format!("/identity/v3/users/{}/application_credentials", caller.user);
    let made = bearer
        .post_json(
            &path,
            &json!({ "application_credential": { "name": "ci" } }),
        )
        .await
        .json();
    let made = &made["application_credential"];
    let proof = json!({ "methods": ["application_credential"], "application_credential": { "id": made["id"], "secret": made["secret"] } });
    let token = app
        .anonymous()
        .post_json(
            "/identity/v3/auth/tokens",
            &json!({ "auth": { "identity": proof } }),
        )
        .await;
    let form = format!("name={name}&password={name}-{name}&domain=&next=");
    let browser = app
        .anonymous()
        .header("accept", "text/html")
        .header("sec-fetch-site", "same-origin");
    let cookies = browser.post_form("/fn/sign_in", &form).await.cookies();
    let tus = bearer
        .clone()
        .header("tus-resumable", "1.0.0")
        .header("upload-length", "10")
        .header(
            "upload-metadata",
            "name eA==,disk_format cmF3,container_format YmFyZQ==",
        );
    let upload = tus.send("POST", "/uploads", "").await;
    assert_eq!(upload.status, 201, "{}", upload.text());
    let path = upload
        .header("location")
        .rsplit_once("/uploads")
        .expect("an upload")
        .1;
    Access {
        project: caller.project.to_string(),
        user: caller.user.to_string(),
        credential: id(&made["id"]),
        session: app.anonymous().header("cookie", &cookies),
        program: app
            .anonymous()
            .header("x-auth-token", token.header("x-subject-token")),
        bearer,
        upload: format!("/uploads{path}"),
    }
}

/// Ends it, by the Identity API where there is a call for it.
async fn end(app: &TestApp, admin: &Client, who: &Access, ending: Ending) {
    let (user, project) = (&who.user, &who.project);
    let off = |what: &str| json!({ what: { "enabled": false } });
    let done = match ending {
        DisabledUser => {
            admin
                .send_json("PATCH", &format!("/identity/v3/users/{user}"), &off("user"))
                .await
        }
        DeletedUser => admin.delete(&format!("/identity/v3/users/{user}")).await,
        DisabledProject => {
            admin
                .send_json(
                    "PATCH",
                    &format!("/identity/v3/projects/{project}"),
                    &off("project"),
                )
                .await
        }
        DeletedProject => {
            admin
                .delete(&format!("/identity/v3/projects/{project}"))
                .await
        }
        RevokedRole => {
            let roles = admin.get("/identity/v3/roles?name=member").await.json();
            let role = id(&roles["roles"][0]["id"]);
            admin
                .delete(&format!(
                    "/identity/v3/projects/{project}/users/{user}/roles/{role}"
                ))
                .await
        }
        NewPassword => {
            let change = json!({ "user": { "password": "something else entirely" } });
            admin
                .send_json("PATCH", &format!("/identity/v3/users/{user}"), &change)
                .await
        }
        DeletedCredential => {
            let path = format!(
                "/identity/v3/users/{user}/application_credentials/{}",
                who.credential
            );
            who.bearer.delete(&path).await
        }
        Expiry => {
            let past = model::now() - std::time::Duration::from_secs(1);
            let expire = db::query("update token set expires_at = $1 where user_id = $2");
            let expired = app.db.db.execute(expire.bind(past).bind(user)).await;
            expired.expect("tokens expire");
            let long_ago = past - std::time::Duration::from_secs(365 * 24 * 3600);
            let expire = db::query("update sign_in set begun_at = $1 where user_id = $2");
            let expired = app.db.db.execute(expire.bind(long_ago).bind(user)).await;
            expired.expect("sessions expire");
            return;
        }
    };
    assert!(
        done.status.is_success(),
        "{ending:?}: {} {}",
        done.status,
        done.text()
    );
}

both_databases! {
    async fn whatever_ends_it_ends_all_of_it_at_once_on_every_node(db: TestDb) {
        let app = TestApp::new(db).await;
        let (here, there) = (app.anonymous(), app.second_node().await);
        let admin = app.admin().await;
        for (number, ending) in ALL.into_iter().enumerate() {
            let who = let_in(&app, &format!("user{number}")).await;
            for node in [&here, &there] {
                for (way, status) in who.answers(node).await {
                    assert_eq!(status, 200, "{way}, before {ending:?}");
                }
            }
            end(&app, &admin, &who, ending).await;
            for node in [&there, &here] {
                for (way, status) in who.answers(node).await {
                    // A credential ends alone: what was not got with it goes on.
                    let check_session = ending == DeletedCredential && way != "token of a credential";
                    let refused = status == 401 || (way == "web session" && status == 403);
                    assert_eq!(refused, !check_session, "{way}, after {ending:?}: {status}");
                }
            }
            let sent = who.next_bytes(&there).await;
            assert_eq!(sent, if ending == DeletedCredential { 204 } else { 401 }, "bytes after {ending:?}");
        }
    }

    async fn what_was_switched_off_and_on_again_gives_no_old_token_its_life_back(db: TestDb) {
        let app = TestApp::new(db).await;
        let admin = app.admin().await;
        for (number, ending) in [DisabledUser, RevokedRole].into_iter().enumerate() {
            let who = let_in(&app, &format!("user{number}")).await;
            end(&app, &admin, &who, ending).await;
            let user = who.user.parse().expect("an id");
            app.fixtures.identity.set_enabled(&user, true).await.expect("enabled again");
            app.fixtures.identity.assign(&user, &who.project.parse().expect("an id"), Role::Member).await.expect("a role again");
            for (way, status) in who.answers(&app.anonymous()).await {
                // A session holds no rights: it goes on where its user has some again, unless the user was disabled.
                let check_session = way == "web session" && ending == RevokedRole;
                assert_eq!(status == 200, check_session, "{way}, after {ending:?} was undone: {status}");
            }
        }
    }
}
