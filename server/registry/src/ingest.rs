//! Bytes on their way into a store: cut into parts, hashed as they pass, durable before they are counted.
//!
//! Every entrance comes through here, so none can skip a check.

mod digests;
mod hashing;
mod head;
mod part;

pub use digests::{Digests, Sums};
pub use hashing::Hashing;
pub use head::Head;
pub use part::{Source, Stop, write_part};

/// Bytes after which an upload is checkpointed: the most that a crash can cost a client.
pub const PART: u64 = 16 << 20;
