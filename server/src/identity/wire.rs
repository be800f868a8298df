//! Things as Keystone writes them.

mod records;
mod token;

pub use records::{assignment, credential, region, tags, with};
pub use token::{moment, token};
