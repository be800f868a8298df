use sqlx::{Postgres, Sqlite, pool::PoolConnection};

use crate::{
    Db,
    query::{Connection, Query, Record},
};

/// A connection that goes back to its pool when it is dropped.
enum Pooled {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

impl Pooled {
    fn connection(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(connection) => Connection::Sqlite(connection),
            Self::Postgres(connection) => Connection::Postgres(connection),
        }
    }
}

/// Single statements, each on whichever connection of the pool is free.
impl Db {
    async fn acquire(&self) -> Result<Pooled, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(pool) => Pooled::Sqlite(pool.acquire().await?),
            Self::Postgres(pool) => Pooled::Postgres(pool.acquire().await?),
        })
    }

    /// Runs `query`, and tells how many rows it changed.
    pub async fn execute(&self, query: Query) -> Result<u64, sqlx::Error> {
        self.acquire().await?.connection().execute(query).await
    }

    /// The only row of the result; [`RowNotFound`](sqlx::Error::RowNotFound) where there is none.
    pub async fn fetch_one<T: Record>(&self, query: Query) -> Result<T, sqlx::Error> {
        let row = self.fetch_optional(query).await?;
        row.ok_or(sqlx::Error::RowNotFound)
    }

    /// The first row of the result, if there is one.
    pub async fn fetch_optional<T: Record>(&self, query: Query) -> Result<Option<T>, sqlx::Error> {
        let mut pooled = self.acquire().await?;
        pooled.connection().fetch_optional(query).await
    }

    pub async fn fetch_all<T: Record>(&self, query: Query) -> Result<Vec<T>, sqlx::Error> {
        self.acquire().await?.connection().fetch_all(query).await
    }

    /// The only column of the only row.
    pub async fn scalar<T>(&self, query: Query) -> Result<T, sqlx::Error>
    where
        (T,): Record,
    {
        self.fetch_one::<(T,)>(query).await.map(|(value,)| value)
    }

    /// The only column of the first row, if there is one.
    pub async fn scalar_optional<T>(&self, query: Query) -> Result<Option<T>, sqlx::Error>
    where
        (T,): Record,
    {
        let row = self.fetch_optional::<(T,)>(query).await?;
        Ok(row.map(|(value,)| value))
    }

    /// The only column of every row.
    pub async fn scalars<T>(&self, query: Query) -> Result<Vec<T>, sqlx::Error>
    where
        (T,): Record,
    {
        let rows = self.fetch_all::<(T,)>(query).await?;
        Ok(rows.into_iter().map(|(value,)| value).collect())
    }
}
