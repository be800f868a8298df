//! One query for both databases: a text with `$1`, `$2`, … and the values that are bound to it.

mod builder;
mod value;

pub use builder::QueryBuilder;
use sqlx::{
    Arguments, PgConnection, Postgres, SqlSafeStr, SqlStr, Sqlite, SqliteConnection,
    error::BoxDynError,
    postgres::{PgArguments, PgRow},
    sqlite::{SqliteArguments, SqliteRow},
};
pub use value::{IntoValue, Value};

/// A query for either database. It is run by a method of [`Db`](crate::Db) or [`Tx`](crate::Tx).
#[derive(Debug)]
#[must_use = "a query does nothing until it is run"]
pub struct Query {
    sql: SqlStr,
    values: Vec<Value>,
}

/// A query with this text. A text that is put together at run time comes from a [`QueryBuilder`], or is wrapped in
/// [`AssertSqlSafe`](sqlx::AssertSqlSafe) where no part of it came from outside.
pub fn query(sql: impl SqlSafeStr) -> Query {
    Query {
        sql: sql.into_sql_str(),
        values: Vec::new(),
    }
}

impl Query {
    /// Binds the next value: the first call binds `$1`.
    pub fn bind(mut self, value: impl IntoValue) -> Self {
        self.values.push(value.into_value());
        self
    }
}

/// A row of a result, as a struct that derives [`sqlx::FromRow`] or as a tuple, from either database.
pub trait Record:
    for<'row> sqlx::FromRow<'row, SqliteRow> + for<'row> sqlx::FromRow<'row, PgRow> + Send + Unpin
{
}

impl<T> Record for T where
    T: for<'row> sqlx::FromRow<'row, SqliteRow>
        + for<'row> sqlx::FromRow<'row, PgRow>
        + Send
        + Unpin
{
}

/// A connection of either database, on which one query runs at a time.
pub(crate) enum Connection<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Connection<'_> {
    /// Runs `query`, and tells how many rows it changed.
    pub async fn execute(self, query: Query) -> Result<u64, sqlx::Error> {
        match self {
            Self::Sqlite(connection) => Ok(query
                .on_sqlite()?
                .execute(connection)
                .await?
                .rows_affected()),
            Self::Postgres(connection) => Ok(query
                .on_postgres()?
                .execute(connection)
                .await?
                .rows_affected()),
        }
    }

    pub async fn fetch_optional<T: Record>(self, query: Query) -> Result<Option<T>, sqlx::Error> {
        match self {
            Self::Sqlite(connection) => {
                let row = query.on_sqlite()?.fetch_optional(connection).await?;
                row.as_ref().map(T::from_row).transpose()
            }
            Self::Postgres(connection) => {
                let row = query.on_postgres()?.fetch_optional(connection).await?;
                row.as_ref().map(T::from_row).transpose()
            }
        }
    }

    pub async fn fetch_all<T: Record>(self, query: Query) -> Result<Vec<T>, sqlx::Error> {
        match self {
            Self::Sqlite(connection) => {
                let rows = query.on_sqlite()?.fetch_all(connection).await?;
                rows.iter().map(T::from_row).collect()
            }
            Self::Postgres(connection) => {
                let rows = query.on_postgres()?.fetch_all(connection).await?;
                rows.iter().map(T::from_row).collect()
            }
        }
    }
}

impl Query {
    fn on_sqlite(
        self,
    ) -> Result<sqlx::query::Query<'static, Sqlite, SqliteArguments>, sqlx::Error> {
        let arguments = self.arguments::<SqliteArguments>()?;
        Ok(sqlx::query_with(self.sql, arguments))
    }

    fn on_postgres(
        self,
    ) -> Result<sqlx::query::Query<'static, Postgres, PgArguments>, sqlx::Error> {
        let arguments = self.arguments::<PgArguments>()?;
        Ok(sqlx::query_with(self.sql, arguments))
    }

    fn arguments<A: BindValue>(&self) -> Result<A, sqlx::Error> {
        let mut arguments = A::default();
        for value in &self.values {
            arguments.bind_value(value).map_err(sqlx::Error::Encode)?;
        }
        Ok(arguments)
    }
}

trait BindValue: Default {
    fn bind_value(&mut self, value: &Value) -> Result<(), BoxDynError>;
}

macro_rules! bind_value {
    ($Arguments:ty) => {
        impl BindValue for $Arguments {
            fn bind_value(&mut self, value: &Value) -> Result<(), BoxDynError> {
                match value.clone() {
                    Value::Text(text) => self.add(text),
                    Value::Integer(number) => self.add(number),
                    Value::Int4(number) => self.add(number),
                    Value::Bool(flag) => self.add(flag),
                    Value::Bytes(bytes) => self.add(bytes),
                    Value::Time(time) => self.add(time),
                }
            }
        }
    };
}

bind_value!(SqliteArguments);
bind_value!(PgArguments);
