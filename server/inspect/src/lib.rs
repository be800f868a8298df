//! What a disk image really is, whatever its name says. No I/O, no panic: it reads bytes that an attacker may have made,
//! on the server and in the browser alike.

mod bytes;
mod finding;
mod format;
mod iso;
mod luks;
mod qcow2;
mod qed;
mod refusal;
mod vdi;
mod vhd;
mod vhdx;
mod vmdk;
mod wrapper;

pub use finding::{Finding, inspect};
pub use format::{Format, detect};
pub use refusal::Refusal;
