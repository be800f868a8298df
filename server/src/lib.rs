//! The HTTP endpoints of Vitrine, on one port: pages, server functions, Image API, Identity API, uploads.

mod activity;
mod certificates;
mod cli;
mod commands;
mod config;
mod endpoints;
mod events;
mod extract;
mod health;
mod identity;
mod image;
mod limit;
mod media;
mod middleware;
mod pages;
mod problem;
mod requesters;
mod router;
mod serve;
mod sessions;
mod site;
mod state;
mod uploads;
mod worker;

pub use cli::{Cli, Command, Flags};
pub use commands::run;
pub use config::{Bounds, Config, IdentityMode};
pub use endpoints::Endpoint;
pub use requesters::requesters;
pub use router::App;
pub use serve::{Connections, serve};
pub use state::AppState;
