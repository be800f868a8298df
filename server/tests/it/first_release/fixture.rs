use std::fs;

use base64::{Engine, engine::general_purpose::STANDARD};
use db::Db;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use testkit::TestDb;

use crate::helpers::{Client, TestApp};

/// What release 040df12 left in one kind of database, and in its store.
pub struct Fixture {
    sql: &'static str,
    /// The numbers of rows, digests, open uploads, answers, and the files of the store.
    pub told: Value,
}

impl Fixture {
    pub fn of(db: &TestDb) -> Self {
        let (sql, told) = if db.url.starts_with("sqlite:") {
            (
                include_str!("../fixtures/040df12/sqlite.sql"),
                include_str!("../fixtures/040df12/sqlite.json"),
            )
        } else {
            (
                include_str!("../fixtures/040df12/postgresql.sql"),
                include_str!("../fixtures/040df12/postgresql.json"),
            )
        };
        Self {
            sql,
            told: serde_json::from_str(told).expect("JSON"),
        }
    }

    /// `db` with that release's tables and rows instead of its own, brought up to date, and the store beside it.
    pub async fn open(&self, mut db: TestDb) -> TestDb {
        db.db.close().await;
        if db.url.starts_with("sqlite:") {
            db.url = format!("sqlite://{}/040df12.db", db.folder().display());
            let new = format!("{}?mode=rwc", db.url);
            let mut connection = SqliteConnection::connect(&new).await.expect("a new file");
            // Rows stand before the tables that they refer to.
            let sql = format!("pragma foreign_keys = off; {}", self.sql);
            let done = sqlx::raw_sql(AssertSqlSafe(sql))
                .execute(&mut connection)
                .await;
            done.expect("the rows");
            connection.close().await.expect("closed");
        } else {
            let mut connection = PgConnection::connect(&db.url).await.expect("a database");
            let sql = format!(
                "drop schema public cascade; create schema public; {}",
                self.sql
            );
            let done = sqlx::raw_sql(AssertSqlSafe(sql))
                .execute(&mut connection)
                .await;
            done.expect("the rows");
            connection.close().await.expect("closed");
        }
        db.db = Db::open(&db.url.parse().expect("an address"))
            .await
            .expect("opens");
        db.db.migrate().await.expect("is brought up to date");
        for (path, bytes) in self.told["store"].as_object().expect("files") {
            let path = db.folder().join("store").join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            let bytes = STANDARD
                .decode(bytes.as_str().expect("base64"))
                .expect("bytes");
            fs::write(path, bytes).expect("a file");
        }
        db
    }

    /// Somebody of that release, with the password that they had there, in the project of their name.
    pub async fn sign_in(&self, app: &TestApp, name: &str) -> Client {
        let domain = json!({ "id": "default" });
        let user = json!({ "name": name, "domain": domain, "password": password(name) });
        let auth = json!({ "auth": {
            "identity": { "methods": ["password"], "password": { "user": user } },
            "scope": { "project": { "name": name, "domain": domain } },
        } });
        let answer = app
            .anonymous()
            .post_json("/identity/v3/auth/tokens", &auth)
            .await;
        assert_eq!(answer.status, 201, "{name}: {}", answer.text());
        app.anonymous()
            .header("x-auth-token", answer.header("x-subject-token"))
    }

    /// The same at the dashboard, with the id of their project.
    pub async fn browser(&self, app: &TestApp, name: &str) -> (Client, String) {
        let path = format!("/identity/v3/auth/projects?name={name}");
        let projects = self.sign_in(app, name).await.get(&path).await.json();
        let projects = projects["projects"].as_array().expect("a list");
        let own = projects.iter().find(|project| project["name"] == name);
        let project = own
            .and_then(|own| own["id"].as_str())
            .expect("their project");
        let browser = app
            .anonymous()
            .header("accept", "text/html")
            .header("sec-fetch-site", "same-origin");
        let fields = [
            ("name", name),
            ("password", &password(name)),
            ("domain", ""),
            ("next", ""),
        ];
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let answer = browser.post_form("/fn/sign_in", &form).await;
        assert!(answer.status.is_redirection(), "{name}: {}", answer.text());
        (
            browser.header("cookie", &answer.cookies()),
            project.to_owned(),
        )
    }
}

fn password(name: &str) -> String {
    match name {
        "admin" => "correct horse battery staple".to_owned(),
        name => format!("{name} in the lab, 040df12"),
    }
}
