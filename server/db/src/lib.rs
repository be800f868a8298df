//! The database: SQLite or PostgreSQL, two native pools behind one set of queries.
//!
//! One SQL text with `$1` serves both. [`with_db!`] runs an expression on whichever is there,
//! [`with_tx!`] does so in a transaction that can write.

mod audit_log;
mod backup;
mod clock;
mod connect;
mod constraint;
mod error;
mod failure;
mod macros;
mod migrations;
mod moment;
mod postgres;
mod probe;
mod reserve;
mod sqlite;
mod url;

pub use audit_log::AuditLog;
pub use backup::{BackupError, Dump, DumpedObject};
pub use clock::Clock;
pub use connect::Db;
pub use constraint::OnUnique;
pub use error::Error;
pub use failure::{kind, sentence};
pub use probe::NotWritable;
pub use reserve::Reserve;
pub use sqlite::SqliteDb;
pub use url::Url;

#[doc(hidden)]
pub use sqlx;
