use crate::bytes::marked;

pub fn is_gzip(head: &[u8]) -> bool {
    // RFC 1952: deflate is the only method there is.
    marked(head, 0, b"\x1f\x8b\x08")
}

pub fn is_xz(head: &[u8]) -> bool {
    marked(head, 0, b"\xfd7zXZ\0")
}

pub fn is_zstd(head: &[u8]) -> bool {
    marked(head, 0, b"\x28\xb5\x2f\xfd")
}

pub fn is_zip(head: &[u8]) -> bool {
    // A first entry, or the end of an archive without entries.
    marked(head, 0, b"PK\x03\x04") || marked(head, 0, b"PK\x05\x06")
}

pub fn is_bzip2(head: &[u8]) -> bool {
    // The level, then pi: the mark of a block.
    marked(head, 0, b"BZh") && marked(head, 4, b"1AY&SY")
}

#[cfg(test)]
mod tests {
    use crate::{Format, detect};

    #[test]
    fn each_wrapper_is_named() {
        let heads: [(&[u8], Format); 5] = [
            (b"\x1f\x8b\x08\x00", Format::Gzip),
            (b"\xfd7zXZ\0\0", Format::Xz),
            (b"\x28\xb5\x2f\xfd\x04", Format::Zstd),
            (b"PK\x03\x04\x14", Format::Zip),
            (b"BZh91AY&SY", Format::Bzip2),
        ];
        for (head, format) in heads {
            assert_eq!(detect(head), Some(format));
            assert!(format.is_wrapper());
        }
    }
}
