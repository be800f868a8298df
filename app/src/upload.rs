//! Files on their way to the server: chosen or dropped, looked at, sent in pieces, resumed after any interruption.

mod choose;
mod chosen;
mod chunk;
mod delay;
mod dropped;
mod dropzone;
mod engine;
mod exchange;
mod guard;
mod item;
mod js;
mod keep;
mod machine;
mod owner;
mod plan;
mod preflight;
mod queue;
mod rate;
mod restore;
mod state;
mod trace;
mod tray;
mod wake;
mod wire;

pub use queue::{Uploads, use_uploads};
pub use tray::Tray;
