//! The dashboard. Its pages are made by the server and work as they are; in the browser a small program keeps uploads
//! going while people move from page to page.

pub mod api;
mod app;
mod error;
mod host;
mod locale;
mod navigation;
#[cfg(feature = "ssr")]
mod pages;
pub mod paths;
#[cfg(feature = "ssr")]
pub mod ssr;
mod text;
mod theme;
mod ui;
mod upload;

pub use app::{App, MOUNT_ID};
pub use error::Error;
#[cfg(feature = "ssr")]
pub use pages::{Assets, ROUTES, Route, shell};
