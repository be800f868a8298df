//! Recorded exchanges with Glance, one file each, asked again: where `VITRINE_TEST_CAPTURES` names their folder.
//!
//! A file is a title, a request, a line of `---`, and the answer. Only exchanges about no image in particular, and those about
//! images that another exchange made, can be asked again; the rest belong to images that nobody recorded.

use std::{collections::BTreeMap, env, fs, path::Path};

use model::Role;
use serde_json::Value;
use testkit::both_databases;

use crate::helpers::{Client, TestApp};

/// Exchanges that are answered otherwise here, each for a reason in `docs/api.md`, by the names of their files.
const OTHERWISE: [(&str, &str); 12] = [
    ("create-name-unicode", "people write four-byte characters"),
    ("create-name-nul", "400 instead of 500"),
    ("create-body-list", "400 instead of 500"),
    ("v2-root-with-slash-no-token", "discovery needs no token"),
    ("request-id-too-long", "it is replaced"),
    ("list-bad-operator", "400 instead of 500"),
    ("info-stores-member", "one store here, three there"),
    ("info-stores-admin", "one store here, three there"),
    ("info-stores-detail-admin", "one store here, three there"),
    ("accept-header-version", "there is no list at the root"),
    ("create-reserved-deleted", "403 instead of 400"),
    ("create-os-hash-algo", "403 instead of 201"),
];

/// The sections that are asked again.
const SECTIONS: [&str; 6] = ["versions", "auth", "schemas", "info", "create", "listing"];

struct Exchange {
    name: String,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: String,
    status: u16,
    answer: Option<Value>,
}

impl Exchange {
    fn read(path: &Path) -> Option<Self> {
        let text = fs::read_to_string(path).ok()?;
        let (request, answer) = text.split_once("\n---\n")?;
        let (_, request) = request.split_once("\n\n")?;
        let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
        let mut lines = head.lines();
        let mut first = lines.next()?.split(' ');
        let headers = lines.filter_map(|line| line.split_once(": "));
        let (answer_head, answer_body) = answer.split_once("\n\n").unwrap_or((answer, ""));
        Some(Self {
            name: path.file_stem()?.to_str()?.to_owned(),
            method: first.next()?.to_owned(),
            path: first.next()?.to_owned(),
            headers: headers
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect(),
            body: body.trim().to_owned(),
            status: answer_head.split(' ').nth(1)?.parse().ok()?,
            answer: serde_json::from_str(answer_body).ok(),
        })
    }

    fn asker(&self) -> &str {
        let token = self.headers.iter().find(|(name, _)| name == "x-auth-token");
        token.map_or("", |(_, value)| {
            value.trim_start_matches("<TOKEN:").trim_end_matches('>')
        })
    }

    /// Whether it is of a section that is asked again, and about no image that was not recorded.
    fn can_be_asked(&self) -> bool {
        let section = self.name.split('-').nth(1).unwrap_or_default();
        let is_about_one = |text: &str| {
            text.split(|c: char| !c.is_ascii_hexdigit() && c != '-')
                .any(|part| part.len() >= 32)
        };
        let otherwise = OTHERWISE.iter().any(|(name, _)| self.name.ends_with(name));
        SECTIONS.contains(&section)
            && !otherwise
            && !is_about_one(&self.path)
            && !is_about_one(&self.body)
    }
}

/// The names in a JSON value, save those of the owner's own properties and of locations, which are hidden here.
fn names(value: Option<&Value>) -> Vec<String> {
    let fields = value.and_then(Value::as_object);
    let fields = fields
        .map(|fields| fields.keys().cloned().collect::<Vec<_>>())
        .unwrap_or_default();
    fields
        .into_iter()
        .filter(|name| name != "locations" && name != "next")
        .collect()
}

both_databases! {
    async fn recorded_exchanges_are_answered_as_glance_did(db: TestDb) {
        let Some(folder) = env::var_os("VITRINE_TEST_CAPTURES") else {
            return;
        };
        let app = TestApp::new(db).await;
        let (user1, user2) = (app.user("user1").await, app.user("user2").await);
        let people: BTreeMap<&str, Client> = BTreeMap::from([
            ("reader", app.colleague(&user1, "reader", Role::Reader).await),
            ("admin", app.colleague(&user2, "admin", Role::Admin).await),
            ("user1", user1),
            ("user2", user2),
        ]);
        let mut files: Vec<_> = fs::read_dir(folder).expect("the folder").filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.sort();
        let (mut asked, mut differences) = (0, Vec::new());
        for exchange in files.iter().filter_map(|file| Exchange::read(file)).filter(Exchange::can_be_asked) {
            let mut client = people.get(exchange.asker()).cloned().unwrap_or_else(|| app.nobody()).without("accept");
            for (name, value) in exchange.headers.iter().filter(|(name, _)| !["host", "x-auth-token", "content-length", "connection"].contains(&name.as_str())) {
                client = client.header(name, value);
            }
            let answer = client.send(&exchange.method, &format!("/image{}", exchange.path), exchange.body.clone()).await;
            let found = serde_json::from_slice(&answer.body).ok();
            asked += 1;
            if answer.status != exchange.status || names(found.as_ref()) != names(exchange.answer.as_ref()) && exchange.method != "HEAD" {
                differences.push(format!("{}: {} instead of {}: {:?}", exchange.name, answer.status, exchange.status, names(found.as_ref())));
            }
        }
        assert!(asked > 100, "{asked} exchanges were found");
        assert_eq!(differences, Vec::<String>::new());
    }
}
