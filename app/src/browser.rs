//! The browser's program: it follows links and forms without leaving the document, so that uploads go on.

mod app;
mod navigation;
mod upload;

pub use app::{App, MOUNT_ID};
