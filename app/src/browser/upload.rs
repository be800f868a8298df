//! Files on their way to the server: chosen or dropped, looked at, sent in pieces, resumed after any interruption.

mod choose;
mod chunk;
mod delay;
mod dropped;
mod dropzone;
mod engine;
mod exchange;
mod guard;
mod item;
mod js;
mod machine;
mod owner;
mod plan;
mod preflight;
mod queue;
mod rate;
mod restore;
mod selected_file;
mod state;
mod storage;
mod trace;
mod tray;
mod wake;
mod wire;

pub use queue::{Uploads, use_uploads};
pub use tray::Tray;
