//! Archives and compressed files, which hold the disk that was meant.

use crate::bytes::{array, le_u16, le_u64, marked};

pub fn is_gzip(head: &[u8]) -> bool {
    // RFC 1952: deflate is the only method there is, and three flags are still free.
    marked(head, 0, b"\x1f\x8b\x08") && head.get(3).is_none_or(|flags| flags & 0xe0 == 0)
}

pub fn is_xz(head: &[u8]) -> bool {
    marked(head, 0, b"\xfd7zXZ\0")
}

pub fn is_zstd(head: &[u8]) -> bool {
    // RFC 8878: a frame, or one that is to be skipped.
    let skippable = array::<4>(head, 0)
        .is_some_and(|[first, rest @ ..]| first & 0xf0 == 0x50 && rest == [0x2a, 0x4d, 0x18]);
    marked(head, 0, b"\x28\xb5\x2f\xfd") || skippable
}

pub fn is_bzip2(head: &[u8]) -> bool {
    // The level, then pi: the mark of a block; or the root of pi: nothing inside.
    marked(head, 0, b"BZh") && (marked(head, 4, b"1AY&SY") || marked(head, 4, b"\x17rE8P\x90"))
}

pub fn is_lz4(head: &[u8]) -> bool {
    // The frame of today, and that of the Linux kernel.
    marked(head, 0, b"\x04\x22\x4d\x18") || marked(head, 0, b"\x02\x21\x4c\x18")
}

pub fn is_lzip(head: &[u8]) -> bool {
    marked(head, 0, b"LZIP\x01")
}

pub fn is_lzop(head: &[u8]) -> bool {
    marked(head, 0, b"\x89LZO\0\r\n\x1a\n")
}

pub fn is_lzma(head: &[u8]) -> bool {
    // It has no mark; this is what every tool writes: the usual properties, a dictionary, the length not told.
    marked(head, 0, b"\x5d\0\0") && le_u64(head, 5) == Some(u64::MAX)
}

pub fn is_compress(head: &[u8]) -> bool {
    // Codes of 9 to 16 bits.
    marked(head, 0, b"\x1f\x9d")
        && head
            .get(2)
            .is_some_and(|flags| flags & 0x60 == 0 && (9..=16).contains(&(flags & 0x1f)))
}

pub fn is_zip(head: &[u8]) -> bool {
    // A first entry, or the end of an archive without entries.
    marked(head, 0, b"PK\x03\x04") || marked(head, 0, b"PK\x05\x06")
}

/// Whether an archive ends with the file: who opens archives looks there first, whatever comes before.
pub fn ends_a_zip(tail: &[u8]) -> bool {
    const END: usize = 22;
    let ends = |at: usize| {
        marked(tail, at, b"PK\x05\x06")
            && le_u16(tail, at + END - 2)
                .is_some_and(|comment| at + END + usize::from(comment) == tail.len())
    };
    let starts = tail.iter().enumerate().filter(|(_, byte)| **byte == b'P');
    starts.map(|(at, _)| at).any(ends)
}

pub fn is_seven_zip(head: &[u8]) -> bool {
    marked(head, 0, b"7z\xbc\xaf\x27\x1c")
}

pub fn is_rar(head: &[u8]) -> bool {
    marked(head, 0, b"Rar!\x1a\x07")
}

pub fn is_tar(head: &[u8]) -> bool {
    // POSIX and GNU.
    marked(head, 257, b"ustar\0") || marked(head, 257, b"ustar ")
}
