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

/// Fields of an image that neither Glance nor release 040df12 has. `NEW_FIELDS` in `end2end/faults/upgrade_after.py` has them
/// too, and `docs/api.md` a row for each.
pub const NEW_IMAGE_FIELDS: [&str; 1] = ["os_glance_inspection"];

/// An inline snapshot in a test that runs on both databases.
macro_rules! snapshot {
    ($value:expr, @$snapshot:literal) => {
        let value = $value;
        insta::allow_duplicates! { insta::assert_snapshot!(value, @$snapshot) }
    };
}
pub(crate) use snapshot;
