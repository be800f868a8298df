//! A corpus of disks, honest and hostile, and what is said of them.

mod bounds;
mod corpus;
mod cut;
mod hostile;
mod make;
mod qemu;
mod said;
mod seeds;
mod table;
mod wasm;
