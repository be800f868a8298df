//! The database: SQLite or PostgreSQL, two native pools behind one set of queries.
//!
//! One SQL text with `$1` serves both. [`with_db!`] runs an expression on whichever is there,
//! [`with_tx!`] does so in a transaction that can write.

mod activity;
mod clock;
mod connect;
mod constraint;
mod error;
mod macros;
mod moment;

pub use activity::Note;
pub use clock::Clock;
pub use connect::{Db, Url};
pub use constraint::OnUnique;
pub use error::Error;

#[doc(hidden)]
pub use sqlx;
