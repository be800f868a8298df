//! Disks that QEMU would open if asked to guess, and that are not kept here.

use crate::bytes::{be_u32, marked};

pub fn is_bochs(head: &[u8]) -> bool {
    marked(head, 0, b"Bochs Virtual HD Image")
}

pub fn is_cloop(head: &[u8]) -> bool {
    marked(head, 0, b"#!/bin/sh\n#V2.0 Format\n")
}

/// A trailer of 512 bytes in version 4, which ends the file.
pub fn is_dmg(tail: &[u8]) -> bool {
    let at = tail.len().checked_sub(512);
    at.and_then(|at| tail.get(at..)).is_some_and(|trailer| {
        marked(trailer, 0, b"koly")
            && be_u32(trailer, 4) == Some(4)
            && be_u32(trailer, 8) == Some(512)
    })
}
