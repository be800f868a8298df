use std::{env, fs};

use db::{Db, Url};
use model::ImageId;
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

static SQLITE_TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
static POSTGRES_TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// A database of its own for one test, with all tables, and a folder for whatever else the test keeps.
#[derive(Debug)]
pub struct TestDb {
    pub db: Db,
    pub url: String,
    folder: TempDir,
}

impl TestDb {
    /// A SQLite file in a temporary folder: a copy of one whose tables were made once for all tests of this process.
    pub async fn sqlite() -> Self {
        let template = SQLITE_TEMPLATE.get_or_init(migrated_file).await;
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("vitrine.db"), template).expect("a copy of the template");
        let url = format!("sqlite://{}/vitrine.db", folder.path().display());
        Self::open(url, folder).await
    }

    /// A new database in the PostgreSQL server that `VITRINE_TEST_POSTGRES` names: a copy of one whose tables were made once
    /// for all tests of this process.
    ///
    /// # Panics
    /// Without that variable: a test that does not run has not passed.
    pub async fn postgres() -> Self {
        let template = POSTGRES_TEMPLATE.get_or_init(migrated_database).await;
        let url = create_database("test", &format!("template {template}")).await;
        Self::open(url, tempfile::tempdir().expect("a temporary folder")).await
    }

    /// One more database of the same kind, with its tables and no rows.
    pub async fn another(&self) -> Self {
        if self.url.starts_with("sqlite:") {
            Self::sqlite().await
        } else {
            Self::postgres().await
        }
    }

    /// The folder of this test.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A second pool on the same database, as another node or a restarted server has it.
    pub async fn again(&self) -> Db {
        Db::open(&address(&self.url))
            .await
            .expect("the database opens")
    }

    async fn open(url: String, folder: TempDir) -> Self {
        let db = Db::open(&address(&url)).await.expect("the database opens");
        Self { db, url, folder }
    }
}

/// The bytes of a SQLite file with all tables.
async fn migrated_file() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("template.db");
    migrate(&format!("sqlite://{}", file.display())).await;
    fs::read(file).expect("the template")
}

/// The name of a PostgreSQL database with all tables.
async fn migrated_database() -> String {
    let url = create_database("template", "").await;
    migrate(&url).await;
    let (_, name) = url.rsplit_once('/').expect("a database");
    name.to_owned()
}

async fn migrate(url: &str) {
    let db = Db::open(&address(url)).await.expect("the database opens");
    db.migrate().await.expect("its tables are made");
    // PostgreSQL copies no database to which somebody is connected; SQLite's file is whole once it is closed.
    db.close().await;
}

/// Makes a database in the PostgreSQL server of the tests, and returns its address.
async fn create_database(kind: &str, options: &str) -> String {
    let server = env::var("VITRINE_TEST_POSTGRES")
        .expect("VITRINE_TEST_POSTGRES names no PostgreSQL server; `make test-rust` starts one");
    let name = format!("{kind}_{}", ImageId::new().to_string().replace('-', ""));
    let mut admin = PgConnection::connect(&server)
        .await
        .expect("the PostgreSQL server answers");
    let sql = format!("create database {name} {options}");
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .execute(&mut admin)
        .await
        .expect("a new database");
    admin.close().await.expect("the connection closes");
    let (base, _) = server
        .rsplit_once('/')
        .expect("an address that ends in a database");
    format!("{base}/{name}")
}

fn address(url: &str) -> Url {
    url.parse().expect("an address")
}
