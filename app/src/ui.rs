//! Pieces that would serve another product unchanged.

mod badge;
mod copy;
mod icon;
mod notice;
mod problem;
mod skeleton;
mod title;
mod when;

pub use badge::StatusBadge;
pub use copy::Copy;
pub use icon::Icon;
pub use notice::Notice;
pub use problem::{Problem, ProblemBox, ProblemPage};
pub use skeleton::Skeleton;
pub use title::{PageTitle, Title};
pub use when::When;
