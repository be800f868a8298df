use std::time::Duration;

use model::{ErrorKind, now};
use tokio::time::timeout;

use crate::{
    Db, kind, query,
    reserve::{blocking, free},
    sqlite::SqliteDb,
};

/// How long the database may take for the smallest of all writes: probes of orchestrators give up after a few seconds.
const PROBE_TIME: Duration = Duration::from_secs(5);
/// Bytes that the disk of a SQLite database must have left: some hundred transactions of about 10 KiB.
const LEAST_FREE: u64 = 1 << 20;

/// Why the database cannot take a write just now.
#[derive(Debug, thiserror::Error)]
pub enum NotWritable {
    #[error("it did not answer within {} seconds", PROBE_TIME.as_secs())]
    Timeout,
    #[error("its disk has less than {LEAST_FREE} bytes left")]
    Full,
    #[error(transparent)]
    Failed(#[from] sqlx::Error),
}

impl NotWritable {
    /// A word for it that holds no secret.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Full => "database_full",
            Self::Timeout | Self::Failed(sqlx::Error::PoolTimedOut) => "database_timeout",
            Self::Failed(error) if is_read_only(error) => "database_read_only",
            Self::Failed(error) => match kind(error) {
                ErrorKind::Full => "database_full",
                ErrorKind::Unavailable => "database_unavailable",
                _ => "database_failed",
            },
        }
    }
}

impl Db {
    /// Writes one row and commits it. A transaction that is rolled back would not touch the disk.
    pub async fn probe(&self) -> Result<(), NotWritable> {
        timeout(PROBE_TIME, self.write_probe())
            .await
            .map_err(|_| NotWritable::Timeout)?
            .map_err(NotWritable::Failed)?;
        self.probe_room().await
    }

    /// A row that is written again and again finds room in SQLite's WAL on a disk that has none for a new one.
    async fn probe_room(&self) -> Result<(), NotWritable> {
        let Self::Sqlite(SqliteDb {
            file: Some(file), ..
        }) = self
        else {
            return Ok(());
        };
        let file = file.clone();
        match blocking(move || free(&file)).await {
            Ok(free) if free < LEAST_FREE => Err(NotWritable::Full),
            Ok(_) => Ok(()),
            Err(error) => Err(NotWritable::Failed(error.into())),
        }
    }

    async fn write_probe(&self) -> Result<(), sqlx::Error> {
        let sql = "
            insert into write_probe (id, probed_at) values (1, $1)
            on conflict (id) do update set probed_at = excluded.probed_at";
        let mut tx = self.begin().await?;
        tx.execute(query(sql).bind(now())).await?;
        tx.commit().await
    }
}

fn is_read_only(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(cause) = error else {
        return false;
    };
    // SQLite's READONLY with its extended codes; PostgreSQL's read_only_sql_transaction.
    cause.code().is_some_and(|code| {
        code == "25006" || code.parse::<i32>().is_ok_and(|code| code & 0xff == 8)
    })
}
