use sqlx::PgPool;

use crate::{Error, SqliteDb, Url, postgres, query, sqlite};

/// A pool of connections to whichever database is there.
#[derive(Clone, Debug)]
pub enum Db {
    Sqlite(SqliteDb),
    Postgres(PgPool),
}

impl Db {
    /// Opens the database. A SQLite file that is not there is made.
    ///
    /// A PostgreSQL server that cannot be reached is an error at once, which says why.
    pub async fn open(url: &Url) -> Result<Self, Error> {
        if url.is_sqlite() {
            sqlite::open(url, None).await.map(Self::Sqlite)
        } else {
            postgres::open(url).await.map(Self::Postgres)
        }
    }

    /// Opens a SQLite file that never grows beyond `most` pages: for tests of a full disk.
    #[doc(hidden)]
    pub async fn open_capped(url: &Url, most: u32) -> Result<Self, Error> {
        sqlite::open(url, Some(most)).await.map(Self::Sqlite)
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        self.execute(query("select 1")).await.map(drop)
    }

    /// Ends every connection, once what they do is done.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
