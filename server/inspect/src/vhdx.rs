use crate::bytes::marked;

// [MS-VHDX] 2.2.1. The size and the parent, if any, are in the metadata region, usually at 2 MiB: for a reader of the
// whole file.
const SIGNATURE: &[u8] = b"vhdxfile";

pub fn is(head: &[u8]) -> bool {
    marked(head, 0, SIGNATURE)
}
