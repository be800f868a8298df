//! `TestApp`, and the people who use it.

mod answer;
mod app;
mod client;
mod keystone;
mod link;
mod store;
mod watch;
mod web;

pub use answer::Answer;
pub use app::TestApp;
pub use client::Client;
pub use keystone::{FakeKeystone, content};
pub use link::Link;
pub use store::files;
pub use watch::Watch;
pub use web::{Hits, overlay, web};

/// An inline snapshot in a story that is told on both databases.
macro_rules! snapshot {
    ($value:expr, @$snapshot:literal) => {
        let value = $value;
        insta::allow_duplicates! { insta::assert_snapshot!(value, @$snapshot) }
    };
}
pub(crate) use snapshot;
