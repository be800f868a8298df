//! The doors, asked by HTTP.

mod bad_input;
mod data;
mod doors;
mod helpers;
mod images;
mod lists;
mod pages;
mod sessions;
mod tokens;
mod uploads;
