//! Images as one caller may see and touch them.

mod change;
mod conditions;
mod conflict;
mod create;
mod data;
mod delete;
mod inbox;
mod list;
mod marker;
mod members;
mod moments;
#[cfg(test)]
mod plans;
mod protected;
mod query;
mod read;
mod search;
mod tx;
mod update;

pub(crate) use create::insert_image;
pub use data::Data;
pub use inbox::Invitation;
use model::Caller;
pub use query::{
    Filter, ImageQuery, MomentField, NumberField, SharedFilter, TextField, VisibilityFilter,
};

use crate::Registry;

/// The images as a caller may see and touch them.
#[derive(Clone, Copy, Debug)]
pub struct Images<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) caller: &'a Caller,
}
