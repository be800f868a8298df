//! Who may do what, as data: a rule for each of Glance's policies, which an operator may replace.

mod actions;
mod defaults;
mod parse;
mod policies;
mod reach;
mod rule;
mod target;

pub use actions::{AllowedActions, ImageAction};
pub use defaults::Policy;
pub use policies::Policies;
pub use reach::{Ownership, Reach};
pub use target::Target;
