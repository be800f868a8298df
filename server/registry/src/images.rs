//! Images as one caller may see and touch them.

mod create;
mod data;
mod delete;
mod list;
mod read;

pub(crate) use create::{admit, insert};
pub use data::Data;
pub use list::ImageQuery;
use model::Caller;

use crate::Registry;

/// The images as a caller may see and touch them.
#[derive(Clone, Copy, Debug)]
pub struct Images<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) caller: &'a Caller,
}
