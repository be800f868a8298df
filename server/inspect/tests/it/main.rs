//! A corpus of disks, honest and hostile, and what is said of them.

mod bounds;
mod corpus;
mod cut;
mod cut_off;
mod hostile;
mod make;
mod mutated;
mod qemu;
mod seeds;
mod sentences;
mod states;
mod table;
mod verdicts;
mod wasm;
