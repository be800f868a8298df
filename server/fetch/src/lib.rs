//! What is fetched from the web because somebody asked for it: one fetcher, which connects only to allowed addresses.
//!
//! An address that a user names could make this server connect to internal addresses. So [`Fetcher`] is the only
//! way out, and it asks [`Allow`] about every address, resolves a name once, connects to what it has looked at and to
//! nothing else, and does all of that again for every redirect.

mod address;
mod allow;
mod client;
mod error;
mod fetcher;

pub use address::is_public;
pub use allow::Allow;
pub use error::{Error, Result};
pub use fetcher::{Download, Fetcher};
