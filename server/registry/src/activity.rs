//! Activity: what is noted of each change, and how it is read again.

mod difference;
mod entry;
mod list;
mod news;
mod query;
mod row;

pub(crate) use difference::difference;
pub(crate) use entry::{about, about_new, given_up};
use model::Caller;
pub use news::{Audience, News, Piece};
pub use query::{ActivityQuery, Deeds, Extent};

use crate::Registry;

/// What was done, as a caller may see it.
#[derive(Clone, Copy, Debug)]
pub struct Activities<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) caller: &'a Caller,
}
