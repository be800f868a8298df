//! Stories of the registry, on both databases.

mod helpers;
mod images;
mod resume;
mod sweep;
mod uploads;
