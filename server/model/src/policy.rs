//! Who may do what, as data: a rule for each of Glance's policies, which an operator may replace.

mod act;
mod actions;
mod parse;
mod policies;
mod reach;
mod rule;
mod target;

pub use act::Act;
pub use actions::{Action, Actions};
pub use policies::Policies;
pub use reach::{Reach, Whose};
pub use target::Target;
