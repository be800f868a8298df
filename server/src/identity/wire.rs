//! Things as Keystone writes them.

mod records;
mod token;

pub use records::{assignment, credential, domain, limit, project, registered_limit, role, user};
pub use token::{moment, token};
