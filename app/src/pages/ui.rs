//! Pieces that several pages are made of.

mod badge;
mod choice;
mod copy;
mod notice;
mod problem;
mod trail;
mod when;

pub use badge::StatusBadge;
pub use choice::Choice;
pub use copy::Copy;
pub use notice::Notice;
pub use problem::{Details, ProblemBox};
pub use trail::Trail;
pub use when::When;
