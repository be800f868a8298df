//! The front doors of Vitrine, on one port: pages, server functions, Image API, Identity API, uploads.

mod activity;
mod cli;
mod commands;
mod config;
mod doors;
mod events;
mod extract;
mod health;
mod house;
mod identity;
mod image;
mod limit;
mod media;
mod middleware;
mod pages;
mod problem;
mod requesters;
mod serve;
mod sessions;
mod site;
mod state;
mod uploads;
mod worker;

pub use cli::{Cli, Command, Flags};
pub use commands::run;
pub use config::{Bounds, Config, IdentityMode};
pub use doors::Door;
pub use house::House;
pub use requesters::requesters;
pub use serve::{Connections, serve};
pub use state::AppState;
