//! Tasks: work that is done later, by whichever node takes it. A row each; nothing about one lives only in a process.

mod abandon;
mod begin;
mod end;
mod find;
pub(crate) mod import_properties;
mod lease;
mod query;
mod row;
mod slots;
mod work;

pub use begin::NewTask;
pub(crate) use import_properties::{set_note, unset_note};
pub use lease::Lease;
pub(crate) use lease::check_lease;
use model::Caller;
pub use query::{TaskQuery, TaskSort};
use row::TASK_BRIEF;
pub(crate) use row::{TASK, TaskRow};
pub use slots::{Slots, Transfer};

use crate::Registry;

/// The tasks as a caller may see them.
#[derive(Clone, Copy, Debug)]
pub struct Tasks<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) caller: &'a Caller,
}
