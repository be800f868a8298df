use std::{fmt, str::FromStr, time::Duration};

use sqlx::{
    PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{Error, with_db};

/// Where the database is. Shows itself without its password.
#[derive(Clone, PartialEq, Eq)]
pub struct Url(String);

impl FromStr for Url {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let known = ["sqlite://", "postgres://", "postgresql://"];
        if known.iter().any(|scheme| text.starts_with(scheme)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::Scheme(
                text.split("//").next().unwrap_or_default().to_owned(),
            ))
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.split_once("://"), self.0.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, place))) => write!(f, "{scheme}://…@{place}"),
            _ => f.write_str(&self.0),
        }
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A pool of connections to whichever database is there.
#[derive(Clone, Debug)]
pub enum Db {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Db {
    /// Opens the database. A SQLite file that is not there is made.
    pub async fn open(url: &Url) -> Result<Self, Error> {
        if url.0.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(&url.0)
                .map_err(Error::Open)?
                .create_if_missing(true)
                .foreign_keys(true)
                .journal_mode(SqliteJournalMode::Wal)
                // What was acknowledged must survive a power cut, not only a crash.
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(10));
            let pool = SqlitePoolOptions::new()
                .max_connections(8)
                .connect_with(options)
                .await
                .map_err(Error::Open)?;
            Ok(Self::Sqlite(pool))
        } else {
            let options = PgConnectOptions::from_str(&url.0)
                .map_err(Error::Open)?
                .application_name("vitrine");
            let pool = PgPoolOptions::new()
                .max_connections(16)
                .acquire_timeout(Duration::from_secs(10))
                .connect_with(options)
                .await
                .map_err(Error::Open)?;
            Ok(Self::Postgres(pool))
        }
    }

    /// Brings the tables up to date. Safe to call again, and from several nodes at once.
    pub async fn migrate(&self) -> Result<(), Error> {
        match self {
            Self::Sqlite(pool) => sqlx::migrate!("migrations/sqlite").run(pool).await?,
            Self::Postgres(pool) => sqlx::migrate!("migrations/postgres").run(pool).await?,
        }
        Ok(())
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        with_db!(*self, |pool, Any| sqlx::query("select 1")
            .execute(pool)
            .await
            .map(drop))
    }

    /// Ends every connection, once what they do is done.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_hides_its_password() {
        let url: Url = "postgres://vitrine:secret@db.example:5432/vitrine"
            .parse()
            .expect("an address");
        assert_eq!(url.to_string(), "postgres://…@db.example:5432/vitrine");
    }

    #[test]
    fn an_unknown_scheme_is_named_without_the_rest() {
        let error = Url::from_str("mysql://root:secret@localhost").expect_err("not ours");
        assert_eq!(
            error.to_string(),
            "`mysql:` is not a database address: it begins with `sqlite://` or `postgres://`"
        );
    }
}
