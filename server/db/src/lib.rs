//! The database: SQLite or PostgreSQL, two native pools behind one set of queries.
//!
//! One SQL text with `$1` serves both: a [`Query`] is run by a method of [`Db`], or of [`Tx`], a transaction that can write.

mod audit_log;
mod backend;
mod backup;
mod connect;
mod constraint;
mod error;
mod failure;
mod migrations;
mod moment;
mod pool;
mod postgres;
mod probe;
mod query;
mod releases;
mod reserve;
mod sqlite;
mod tx;
mod url;

pub use audit_log::Audit;
pub use backend::Backend;
pub use backup::{BackupError, Dump, DumpedObject};
pub use connect::Db;
pub use constraint::OnUnique;
pub use error::Error;
pub use failure::{kind, sentence};
pub use probe::NotWritable;
pub use query::{IntoValue, Query, QueryBuilder, Record, Value, query};
pub use reserve::Reserve;
pub use sqlite::SqliteDb;
pub use tx::Tx;
pub use url::Url;

#[doc(hidden)]
pub use sqlx;
