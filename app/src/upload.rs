//! Files on their way to the server: chosen or dropped, looked at, sent in pieces, resumed after any interruption.

mod choose;
mod chunk;
mod delay;
mod dropped;
mod dropzone;
mod engine;
mod exchange;
mod guard;
mod machine;
mod plan;
mod queue;
mod rate;
mod state;
mod tray;
mod wire;

pub use queue::{Uploads, use_uploads};
pub use tray::Tray;
