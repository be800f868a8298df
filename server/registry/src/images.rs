//! Images as one caller may see and touch them.

mod change;
mod conditions;
mod create;
mod data;
mod delete;
mod list;
mod members;
mod moments;
mod query;
mod read;
mod update;

pub(crate) use create::{admit, insert};
pub use data::Data;
use model::Caller;
pub use query::{Filter, ImageQuery, Listed, MomentField, NumberField, Shared, TextField};

use crate::Registry;

/// The images as a caller may see and touch them.
#[derive(Clone, Copy, Debug)]
pub struct Images<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) caller: &'a Caller,
}
