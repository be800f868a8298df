//! The dashboard: pages and forms on the server, and a small program in the browser that continues uploads while users
//! move from page to page.
//!
//! ```text
//! server   pages ─► forms ─► request ─► text, shared
//! browser  browser ─► api ─► text, shared
//! ```
//!
//! `pages` draws `browser`'s place on each page; `api` runs on the server, where it uses `request`.

mod api;
mod browser;
#[cfg(test)]
mod directions;
#[cfg(feature = "ssr")]
mod forms;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod request;
mod shared;
mod text;

pub use browser::{App, MOUNT_ID};
#[cfg(feature = "ssr")]
pub use forms::{FlashSlots, plain_upload};
#[cfg(feature = "ssr")]
pub use pages::{Assets, ROUTES, Route, shell};
#[cfg(feature = "ssr")]
pub use request::{Preferences, Reply, ReplyParts, RequestContext, SessionChange};
pub use shared::{Error, Locale, paths};
