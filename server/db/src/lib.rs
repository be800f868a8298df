//! The database: SQLite or PostgreSQL, two native pools behind one set of queries.
//!
//! One SQL text with `$1` serves both. [`with_db!`] runs an expression on whichever is there,
//! [`with_tx!`] does so in a transaction that can write.

mod audit_log;
mod backend;
mod backup;
mod clock;
mod connect;
mod constraint;
mod error;
mod failure;
mod macros;
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

pub use audit_log::AuditLog;
pub use backend::Backend;
pub use backup::{BackupError, Dump, DumpedObject};
pub use clock::Clock;
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
