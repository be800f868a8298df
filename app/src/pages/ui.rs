//! Pieces that several pages are made of.

mod badge;
mod breadcrumbs;
mod choice;
mod copy;
mod escape;
mod field;
mod notice;
mod problem;
mod text_area;
mod usage;
mod when;
mod window_title;

pub use badge::{Badge, StatusBadge};
pub use breadcrumbs::Breadcrumbs;
pub use choice::Choice;
pub use copy::Copy;
pub use field::{Field, FieldProblem};
pub use notice::Notice;
pub use problem::{Details, ProblemBox};
pub use text_area::TextArea;
pub use usage::{Gauge, UsageLine};
pub use when::When;
pub use window_title::WindowTitle;
