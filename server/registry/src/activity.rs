//! Activity: what is noted of each change, and how it is read again.

mod difference;
mod entry;

pub(crate) use difference::difference;
pub(crate) use entry::{about, about_new, given_up};
