//! `TestApp`, and the people who use it.

mod answer;
mod app;
mod change_watcher;
mod client;
mod keystone;
mod link;
mod store;
mod web;

pub use answer::Answer;
pub use app::TestApp;
pub use change_watcher::ChangeWatcher;
pub use client::Client;
pub use keystone::{FakeKeystone, content};
pub use link::Link;
pub use store::files;
pub use web::{Hits, overlay, web};

/// An inline snapshot in a test that runs on both databases.
macro_rules! snapshot {
    ($value:expr, @$snapshot:literal) => {
        let value = $value;
        insta::allow_duplicates! { insta::assert_snapshot!(value, @$snapshot) }
    };
}
pub(crate) use snapshot;
