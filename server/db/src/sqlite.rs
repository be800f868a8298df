use std::{ops::Deref, path::PathBuf, str::FromStr, sync::Arc, time::Duration};

use sqlx::{
    ConnectOptions, Connection, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use tokio::sync::Mutex;

use crate::{Error, Url};

/// Connections: readers run beside each other, writers one after the other, so more would only wait.
const CONNECTIONS: u32 = 8;
/// How long a writer waits for the one before it: ten times the slowest transaction that was seen under load (1 s).
const BUSY: Duration = Duration::from_secs(10);

/// A pool of connections to one file, and one connection beside it that stays open as long as the pool.
///
/// The last connection that closes removes the WAL and its index, and on a full disk there is no room to make the index
/// anew: then nothing could be read any more. A failing disk can make every connection of the pool close at once.
#[derive(Clone, Debug)]
pub struct SqliteDb {
    pool: SqlitePool,
    beside: Arc<Mutex<Option<SqliteConnection>>>,
    /// Its file, unless it is kept in memory.
    pub(crate) file: Option<PathBuf>,
}

impl Deref for SqliteDb {
    type Target = SqlitePool;

    fn deref(&self) -> &SqlitePool {
        &self.pool
    }
}

impl SqliteDb {
    /// Closes every connection. The last one writes the WAL back, so that the file alone is the whole database.
    pub async fn close(&self) {
        self.pool.close().await;
        let beside = self.beside.lock().await.take();
        if let Some(connection) = beside
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the database did not close cleanly");
        }
    }
}

/// Opens the file, and makes it if it is not there.
pub async fn open(url: &Url, most_pages: Option<u32>) -> Result<SqliteDb, Error> {
    let wrong = |cause| Error::Open {
        place: url.to_string(),
        cause,
    };
    let mut options = SqliteConnectOptions::from_str(url.as_str())
        .map_err(wrong)?
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // What was acknowledged must survive a power cut, not only a crash.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY);
    if let Some(most) = most_pages {
        options = options.pragma("max_page_count", most.to_string());
    }
    let pool = SqlitePoolOptions::new()
        .max_connections(CONNECTIONS)
        .after_release(|connection, _| Box::pin(is_sound(connection)))
        .connect_with(options.clone())
        .await
        .map_err(wrong)?;
    let beside = connect_beside(&options).await.map_err(wrong)?;
    Ok(SqliteDb {
        pool,
        beside: Arc::new(Mutex::new(Some(beside))),
        file: url.sqlite_file(),
    })
}

async fn connect_beside(options: &SqliteConnectOptions) -> Result<SqliteConnection, sqlx::Error> {
    let mut connection = options.connect().await?;
    // The WAL is opened by the first query.
    sqlx::query("select count(*) from sqlite_schema")
        .execute(&mut connection)
        .await?;
    Ok(connection)
}

/// Whether a connection can be used again. The pool closes one that cannot.
///
/// SQLite itself rolls back on `SQLITE_FULL`, `IOERR` and `NOMEM`. The `ROLLBACK` that sqlx sends after that fails ("no
/// transaction is active"), and sqlx (0.9 too) goes on counting a transaction: it refuses every later `begin` on that
/// connection.
async fn is_sound(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // The rollback of a transaction that was dropped is queued before this, so it is done when this returns.
    connection.ping().await?;
    let sound = !connection.is_in_transaction();
    if !sound {
        tracing::warn!(
            "SQLite rolled a transaction back by itself (its disk is full or failing, or memory is short); the connection is replaced"
        );
    }
    Ok(sound)
}

#[cfg(test)]
mod tests {
    use model::ErrorKind;

    use crate::{Db, query};

    async fn write(db: &Db, bytes: i64) -> Result<(), sqlx::Error> {
        let mut tx = db.begin().await?;
        let sql = "insert into filler (data) values (zeroblob($1))";
        tx.execute(query(sql).bind(bytes)).await?;
        tx.commit().await
    }

    async fn run(db: &Db, sql: &'static str) {
        db.execute(query(sql)).await.expect(sql);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_full_database_is_full_only_while_it_lasts() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}/test.db", folder.path().display());
        let db = Db::open_capped(&url.parse().expect("an address"), 20)
            .await
            .expect("it opens");
        run(&db, "create table filler (data blob not null)").await;
        // More often than there are connections, and several at a time.
        for _ in 0..10 {
            let (one, two, three) = tokio::join!(
                write(&db, 1 << 20),
                write(&db, 1 << 20),
                write(&db, 1 << 20)
            );
            for refused in [one, two, three] {
                let error = refused.expect_err("there is no room");
                assert_eq!(crate::kind(&error), ErrorKind::Full, "{error}");
            }
            write(&db, 1).await.expect("there is room for this");
        }
        run(&db, "delete from filler").await;
        for _ in 0..20 {
            write(&db, 1).await.expect("there is room again");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_wal_outlives_the_connections_of_the_pool_and_not_the_pool() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}/test.db", folder.path().display());
        let db = Db::open(&url.parse().expect("an address"))
            .await
            .expect("it opens");
        run(&db, "create table filler (data blob not null)").await;
        let Db::Sqlite(pool) = &db else {
            unreachable!("it is SQLite")
        };
        let only = pool.acquire().await.expect("a connection");
        only.close().await.expect("it closes");
        let index = folder.path().join("test.db-shm");
        assert!(index.exists(), "the index of the WAL went");
        db.close().await;
        assert!(!index.exists(), "a connection is still open");
        let wal = folder.path().join("test.db-wal");
        assert!(!wal.exists(), "the file alone is not the whole database");
    }
}
