//! `TestApp`, and the people who use it.

mod answer;
mod app;
mod client;

pub use answer::Answer;
pub use app::TestApp;
pub use client::Client;
