//! Bytes on their way into a store: cut into parts, hashed as they pass, durable before they are counted.
//!
//! Every entrance comes through here, so none can skip a check.

mod checksum;
mod digests;
mod extra_hash;
mod gather;
mod hashing;
mod inspection;
mod part;
mod source;

pub use checksum::Checksum;
pub(crate) use checksum::Sum;
pub use digests::{Digests, Sums};
pub use extra_hash::ExtraHash;
pub use gather::gathered;
pub use hashing::{Hashers, Hashing};
pub(crate) use inspection::BodyInspection;
pub use part::{Stop, write_part};
pub use source::{Pace, PaceMeter, Source};

/// Bytes after which an upload is checkpointed: the most that a crash can cost a client.
pub const PART: u64 = 16 << 20;
