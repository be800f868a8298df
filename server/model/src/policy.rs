//! Who may do what, as data: a rule for each of Glance's policies, which an operator may replace.

mod act;
mod actions;
mod parse;
mod policies;
mod rule;
mod target;

pub use act::Act;
pub use actions::{Action, Actions};
pub use policies::Policies;
pub use target::Target;
