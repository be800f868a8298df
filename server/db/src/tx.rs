use sqlx::{Postgres, Sqlite, Transaction};

use crate::{
    Backend, Db,
    query::{Connection, Query, Record, query},
};

/// A transaction that can write. Dropped without [`commit`](Self::commit), it is rolled back.
///
/// On SQLite it holds the write lock from its begin (`begin immediate`): one that begins by reading and writes later could be
/// refused in the middle. So transactions that write run one after the other there. On PostgreSQL the isolation level is
/// READ COMMITTED: what a transaction decides by must be in the condition of the statement that changes it, or be locked by
/// `select … for update` first.
#[derive(Debug)]
pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    /// Begins a transaction that can write.
    pub async fn begin(&self) -> Result<Tx, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(pool) => Tx::Sqlite(pool.begin_with("begin immediate").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }
}

impl Tx {
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
    }

    pub fn backend(&self) -> Backend {
        match self {
            Self::Sqlite(_) => Backend::Sqlite,
            Self::Postgres(_) => Backend::Postgres,
        }
    }

    /// Waits for whoever has the lock of that number alone, and keeps them out until the transaction ends. Several may have it shared.
    /// On SQLite a transaction that writes is alone anyway.
    pub async fn lock_shared(&mut self, lock: i64) -> Result<(), sqlx::Error> {
        self.lock("select pg_advisory_xact_lock_shared($1)", lock)
            .await
    }

    /// The same alone: waits for everybody who has the lock, and keeps all of them out.
    pub async fn lock_alone(&mut self, lock: i64) -> Result<(), sqlx::Error> {
        self.lock("select pg_advisory_xact_lock($1)", lock).await
    }

    async fn lock(&mut self, sql: &'static str, lock: i64) -> Result<(), sqlx::Error> {
        if self.backend() == Backend::Postgres {
            self.execute(query(sql).bind(lock)).await?;
        }
        Ok(())
    }

    /// Runs `query`, and tells how many rows it changed.
    pub async fn execute(&mut self, query: Query) -> Result<u64, sqlx::Error> {
        self.connection().execute(query).await
    }

    /// The only row of the result; [`RowNotFound`](sqlx::Error::RowNotFound) where there is none.
    pub async fn fetch_one<T: Record>(&mut self, query: Query) -> Result<T, sqlx::Error> {
        let row = self.fetch_optional(query).await?;
        row.ok_or(sqlx::Error::RowNotFound)
    }

    /// The first row of the result, if there is one.
    pub async fn fetch_optional<T: Record>(
        &mut self,
        query: Query,
    ) -> Result<Option<T>, sqlx::Error> {
        self.connection().fetch_optional(query).await
    }

    pub async fn fetch_all<T: Record>(&mut self, query: Query) -> Result<Vec<T>, sqlx::Error> {
        self.connection().fetch_all(query).await
    }

    /// The only column of the only row.
    pub async fn scalar<T>(&mut self, query: Query) -> Result<T, sqlx::Error>
    where
        (T,): Record,
    {
        self.fetch_one::<(T,)>(query).await.map(|(value,)| value)
    }

    /// The only column of the first row, if there is one.
    pub async fn scalar_optional<T>(&mut self, query: Query) -> Result<Option<T>, sqlx::Error>
    where
        (T,): Record,
    {
        let row = self.fetch_optional::<(T,)>(query).await?;
        Ok(row.map(|(value,)| value))
    }

    /// The only column of every row.
    pub async fn scalars<T>(&mut self, query: Query) -> Result<Vec<T>, sqlx::Error>
    where
        (T,): Record,
    {
        let rows = self.fetch_all::<(T,)>(query).await?;
        Ok(rows.into_iter().map(|(value,)| value).collect())
    }

    fn connection(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(tx) => Connection::Sqlite(tx),
            Self::Postgres(tx) => Connection::Postgres(tx),
        }
    }
}
