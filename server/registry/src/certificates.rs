//! Certificates that signatures of images are verified with: those of a project, and those that all projects may use.

mod find;
mod key_manager;
mod manage;
mod row;
mod trust;

pub use key_manager::{KeyManager, KeyManagerError};
pub use manage::NewCertificate;
use model::Caller;
pub use row::{RegisteredCertificate, Revocation};
pub(crate) use trust::Trusted;

use crate::Registry;

/// Certificates of one scope, a project or all projects, at most: whenever a signature is verified, those of the project and those
/// of all projects are read.
pub(crate) const MOST: i64 = 100;

/// The certificates as a caller may see and change them.
#[derive(Clone, Copy, Debug)]
pub struct Certificates<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) caller: &'a Caller,
}
