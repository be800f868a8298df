//! Activity: what is noted of each change in the directory, and of sessions.

mod difference;
mod event;

pub(crate) use difference::Difference;
pub(crate) use event::{about, about_project, about_quota, about_role};
