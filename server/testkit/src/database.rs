use std::env;

use db::{Db, Url};
use model::ImageId;
use tempfile::TempDir;

/// A database of its own for one test, with all tables, and a folder for whatever else the test keeps.
#[derive(Debug)]
pub struct TestDb {
    pub db: Db,
    pub url: String,
    folder: TempDir,
}

impl TestDb {
    /// A SQLite file in a temporary folder.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}/vitrine.db", folder.path().display());
        Self::open(url, folder).await
    }

    /// A new database in the PostgreSQL server that `VITRINE_TEST_POSTGRES` names.
    ///
    /// # Panics
    /// Without that variable: a test that does not run has not passed.
    pub async fn postgres() -> Self {
        let server = env::var("VITRINE_TEST_POSTGRES").expect(
            "VITRINE_TEST_POSTGRES names no PostgreSQL server; `make test-rust` starts one",
        );
        let name = format!("test_{}", ImageId::new().to_string().replace('-', ""));
        let admin = sqlx::PgPool::connect(&server)
            .await
            .expect("the PostgreSQL server answers");
        sqlx::query(sqlx::AssertSqlSafe(
            format!("create database {name}").as_str(),
        ))
        .execute(&admin)
        .await
        .expect("a new database");
        admin.close().await;
        let (base, _) = server
            .rsplit_once('/')
            .expect("an address that ends in a database");
        Self::open(
            format!("{base}/{name}"),
            tempfile::tempdir().expect("a temporary folder"),
        )
        .await
    }

    /// One more database of the same kind, with nothing in it.
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
        db.migrate().await.expect("its tables are made");
        Self { db, url, folder }
    }
}

fn address(url: &str) -> Url {
    url.parse().expect("an address")
}
