//! Activity: what is noted of each change, and how it is read again.

mod changes;
mod difference;
mod event;
mod list;
mod query;
mod row;

pub use changes::{Audience, ChangeCursor, ChangeEvent};
pub(crate) use difference::difference;
pub(crate) use event::{about, about_new};
use model::Caller;
pub use query::{ActionFilter, ActivityQuery, ActivityScope};

use crate::Registry;

/// What was done, as a caller may see it.
#[derive(Clone, Copy, Debug)]
pub struct Activities<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) caller: &'a Caller,
}
