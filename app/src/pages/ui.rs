//! Pieces that several pages are made of.

mod badge;
mod choice;
mod copy;
mod field;
mod notice;
mod problem;
mod trail;
mod usage;
mod when;

pub use badge::{Badge, StatusBadge};
pub use choice::Choice;
pub use copy::Copy;
pub use field::Field;
pub use notice::Notice;
pub use problem::{Details, ProblemBox};
pub use trail::Trail;
pub use usage::{Gauge, UsageLine};
pub use when::When;
