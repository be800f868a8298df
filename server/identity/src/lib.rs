//! Who: domains, projects, users, roles, passwords, tokens, web sessions. All of it ends in a `Caller`.

mod bootstrap;
mod callers;
mod error;
mod identity;
mod passwords;
mod projects;
mod rows;
mod secret;
mod sessions;
mod tokens;
mod users;

pub use bootstrap::FirstStart;
pub use error::{Error, Result};
pub use identity::Identity;
pub use secret::Secret;
pub use sessions::WebSession;
pub use tokens::{Login, Named, Proof, Scope, Token};
