//! The dashboard: pages, components and server functions, rendered on the server and hydrated in the browser.

pub mod api;
mod app;
mod error;
mod frame;
mod host;
mod images;
mod later;
mod locale;
mod not_found;
pub mod paths;
mod preferences;
mod returned;
mod shell;
mod sign_in;
#[cfg(feature = "ssr")]
pub mod ssr;
mod submission;
mod text;
mod theme;
mod ui;
mod upload;
mod who;
mod wire;

pub use app::App;
pub use error::Error;
pub use shell::{Assets, shell};
