//! What recorded exchanges with Glance 33 answer, asked here: status and the names in the JSON. Sentences are our own.

mod changing;
mod finding;
mod listing;
mod making;
mod sharing;

use model::Role;
use serde_json::{Value, json};
use testkit::both_databases;

use crate::helpers::{Client, NEW_IMAGE_FIELDS, TestApp};

/// Who asks, what, with which body; the status that Glance gives, and the names in its JSON.
///
/// Who: `alice` owns the images, `bob` is in another project, `rita` reads in alice's project, `root` is an admin, `-`
/// has no credentials. In paths and bodies `{queued}`, `{active}`, `{private}`, `{public}`, `{bobs}` and `{none}` stand
/// for images,
/// `{bob}` for bob's project.
pub struct Exchange(
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    u16,
    &'static str,
);

const ERROR: &str = "code message title";

const IMAGE: &str = "checksum container_format created_at disk_format file id min_disk min_ram name os_hash_algo os_hash_value \
    os_hidden owner protected schema self size status tags updated_at virtual_size visibility";

struct Stage {
    app: TestApp,
    alice: Client,
    bob: Client,
    rita: Client,
    root: Client,
    names: Vec<(&'static str, String)>,
}

impl Stage {
    async fn set(app: TestApp) -> Self {
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let rita = app.colleague(&alice, "rita", Role::Reader).await;
        let root = app.colleague(&bob, "root", Role::Admin).await;
        let open = async |who: &Client, visibility: &str| {
            let body = json!({ "name": visibility, "visibility": visibility, "disk_format": "raw", "container_format": "bare" });
            who.post_json("/image/v2/images", &body).await.json()["id"]
                .as_str()
                .expect("an id")
                .to_owned()
        };
        let names = vec![
            ("{queued}", alice.image("queued").await.to_string()),
            (
                "{active}",
                alice.active("active", b"some data here").await.to_string(),
            ),
            ("{private}", open(&alice, "private").await),
            ("{public}", open(&root, "public").await),
            ("{bobs}", bob.image("bobs").await.to_string()),
            ("{none}", "00000000-0000-4000-8000-000000000001".to_owned()),
            ("{bob}", bob.person().caller.project.to_string()),
        ];
        Self {
            app,
            alice,
            bob,
            rita,
            root,
            names,
        }
    }

    fn fill(&self, text: &str) -> String {
        let filled = |text: String, (name, value): &(&str, String)| text.replace(name, value);
        self.names.iter().fold(text.to_owned(), filled)
    }

    /// Asks all of them in turn, and tells where an answer is another than Glance's.
    async fn play(&self, exchanges: &[Exchange]) -> Vec<String> {
        let mut differences = Vec::new();
        for Exchange(who, method, path, body, status, names) in exchanges {
            let client = match *who {
                "alice" => self.alice.clone(),
                "bob" => self.bob.clone(),
                "rita" => self.rita.clone(),
                "root" => self.root.clone(),
                _ => self.app.anonymous(),
            };
            let media = match *method {
                "PATCH" if body.contains("\"op\"") || *body == "[]" => {
                    "application/openstack-images-v2.1-json-patch"
                }
                "PATCH" => "application/openstack-images-v2.0-json-patch",
                _ if path.ends_with("/file") => "application/octet-stream",
                _ => "application/json",
            };
            let answer = client
                .header("content-type", media)
                .send(
                    method,
                    &format!("/image{}", self.fill(path)),
                    self.fill(body),
                )
                .await;
            let found = serde_json::from_slice::<Value>(&answer.body).ok();
            let found = found.as_ref().and_then(Value::as_object);
            let found = found.map_or(String::new(), |fields| {
                // Glance notes nothing of the little texts that stand for disks here.
                let noted = |name: &&String| !NEW_IMAGE_FIELDS.contains(&name.as_str());
                let names: Vec<_> = fields.keys().filter(noted).cloned().collect();
                names.join(" ")
            });
            if answer.status != *status || found != *names {
                differences.push(format!(
                    "{who} {method} {path} {body}: {} {found}; Glance {status} {names}",
                    answer.status
                ));
            }
        }
        differences
    }
}

both_databases! {
    async fn images_are_made_as_in_glance(db: TestDb) {
        let stage = Stage::set(TestApp::new(db).await).await;
        assert_eq!(stage.play(making::EXCHANGES).await, Vec::<String>::new());
    }

    async fn images_are_listed_as_in_glance(db: TestDb) {
        let stage = Stage::set(TestApp::new(db).await).await;
        assert_eq!(stage.play(listing::EXCHANGES).await, Vec::<String>::new());
    }

    async fn images_are_changed_as_in_glance(db: TestDb) {
        let stage = Stage::set(TestApp::new(db).await).await;
        assert_eq!(stage.play(changing::EXCHANGES).await, Vec::<String>::new());
    }

    async fn images_are_shared_as_in_glance(db: TestDb) {
        let stage = Stage::set(TestApp::new(db).await).await;
        assert_eq!(stage.play(sharing::EXCHANGES).await, Vec::<String>::new());
    }

    async fn what_there_is_is_found_as_in_glance(db: TestDb) {
        let stage = Stage::set(TestApp::new(db).await).await;
        assert_eq!(stage.play(finding::EXCHANGES).await, Vec::<String>::new());
    }
}
