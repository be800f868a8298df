//! Inputs that people have complained of elsewhere, one file for each part of the list.

mod disks;
mod names;
mod quota;
mod refusals;
mod tus;
