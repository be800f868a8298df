//! Pieces that both halves draw.

mod icon;

pub use icon::Icon;
