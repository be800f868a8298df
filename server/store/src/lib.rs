//! Bytes: one trait with its promises, and the stores that keep them.

#[cfg(feature = "conformance")]
pub mod conformance;
mod error;
mod file;
mod key;
mod memory;
mod store;
mod stores;

pub use error::{Error, Result};
pub use file::FileStore;
pub use key::{Key, StoreId};
pub use memory::MemoryStore;
pub use store::{ByteStream, Part, Session, Store, StoredItem, collect, one};
pub use stores::Stores;
